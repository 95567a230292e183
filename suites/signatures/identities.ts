import type { SignatureAlgorithm } from '../../simulator/http-signatures/algorithms.ts';
import type { Authority } from '../../simulator/pki/authority.ts';
import type { KeyAlgorithm } from '../../simulator/pki/key-algorithms.ts';
import type { SvidSpec } from '../../simulator/pki/leaf-template.ts';
import { type Credential, issueSvid } from '../../simulator/pki/svid.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import type { ClientIdentity } from '../harness/session/identities.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { askFor, clientIdIn, clientUnder, settledAnswer } from '../onboarding/onboarding-call.ts';
import { about } from '../oracles/judgement.ts';
import { accepts } from '../oracles/status-code.ts';
import { penOf } from './pen.ts';
import { reporting, type SigningClient } from './subjects.ts';

/** The lent issuer, which the WFM trusts. */
export function issuerOf(trial: Trial): Authority {
  const { issuer } = trial.session.identities;
  if (issuer) return issuer;
  throw new NotEvaluated('needs an issuer that mints identities (identity.issuer)');
}

/** An identity that nobody else has, of a certificate made as the spec says. */
export async function identityLike(
  trial: Trial,
  spec: SvidSpec,
  issuer: Authority = issuerOf(trial),
): Promise<ClientIdentity> {
  const name = trial.newClientId();
  return identityOf(name, await issueSvid(issuer, { subject: name, ...spec }));
}

export const identityOf = (name: string, { certificatePem, chainPem, keyPem }: Credential): ClientIdentity => ({
  name,
  client: { certificate: certificatePem },
  credential: { chainPem, keyPem },
  unseen: true,
});

/** A client with a key of this kind, taken in and with a device reported: for checks that judge something else. */
export async function clientWithKey(trial: Trial, algorithm: KeyAlgorithm): Promise<SigningClient> {
  const client = await trial.client({ identity: await identityLike(trial, { algorithm }) });
  const device = client.device();
  await client.report(plainHost(device));
  return { client, sign: penOf(trial, client), device };
}

/**
 * A client that uses nothing but this algorithm from its onboarding on, which is judged: a WFM that does not have it takes
 * in nobody who needs it.
 */
export async function clientSigningBy(
  trial: Trial,
  key: KeyAlgorithm,
  algorithm: SignatureAlgorithm,
): Promise<SigningClient> {
  // With the key that every identity has otherwise, all this comes about.
  await trial.client();
  const identity = await identityLike(trial, { algorithm: key });
  const newcomer = await trial.client({ identity, onboarded: false });
  const ask = penOf(trial, newcomer)({ algorithm });
  const answer = await settledAnswer(trial, () => askFor(trial, newcomer, ask), 'SIG-003');
  trial.judge('SIG-003', about(`onboarding signed with ${algorithm}`, accepts(answer)));
  const clientId = clientIdIn(trial, answer);
  if (clientId === undefined) throw new NotEvaluated('onboarding handed out no client id');
  const client = await clientUnder(trial, identity, clientId);
  const sign = penOf(trial, client);
  const device = client.device();
  const first = trial.answer(await reporting({ client, device }).send(sign({ algorithm })), 'SIG-003');
  trial.judge('SIG-003', about(`the first report, signed with ${algorithm}`, accepts(first)));
  return { client, sign, device };
}
