import {
  IDENTITY_KINDS,
  type IdentityContext,
  type IdentityKind,
  isPossible,
} from '../../simulator/pki/identity-kinds.ts';
import { parseSpiffeId } from '../../simulator/pki/spiffe-id.ts';
import type { Credential } from '../../simulator/pki/svid.ts';
import type { TrialClient } from '../harness/client.ts';
import { present, readingOf } from '../harness/probe/present.ts';
import type { RawRequest } from '../harness/probe/raw-connection.ts';
import { spiffeOf } from '../harness/target/target.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { notServed, type Reception, refused, served } from '../oracles/reception.ts';

/** The kinds with these names. Throws where one is not known. */
function kindsNamed(names: readonly string[]): readonly IdentityKind[] {
  return names.map((name) => {
    const kind = IDENTITY_KINDS.find((candidate) => candidate.kind === name);
    if (kind) return kind;
    throw new TypeError(`UNKNOWN_IDENTITY_KIND: ${name}`);
  });
}

/** What a kind needs to be made like a client of the target, from the lent issuer. */
export function contextOf(trial: Trial, clientId: string): IdentityContext {
  const { identities, target } = trial.session;
  if (!identities.issuer) throw new NotEvaluated('needs an issuer that mints identities (identity.issuer)');
  const { trustDomain, wfmId } = spiffeOf(target);
  return { issuer: identities.issuer, trustDomain, wfmId, clientId, clock: () => new Date() };
}

/** Those of the kinds that the lent issuer can make. */
export function possibleKinds(trial: Trial, names: readonly string[]): readonly IdentityKind[] {
  const context = contextOf(trial, '');
  const kinds = kindsNamed(names).filter((kind) => isPossible(kind, context));
  if (kinds.length > 0) return kinds;
  throw new NotEvaluated('the lent issuer may have no CA below it (its path length is 0)');
}

/** Presents one credential made of a kind, in a handshake that lets it through on this side. */
export const presentKind = (
  trial: Trial,
  kind: IdentityKind,
  credential: Credential,
  request?: RawRequest,
): Promise<Reception> =>
  present(trial, {
    actor: kind.kind,
    credential,
    ...(request && { request }),
    ...(kind.needsLowSecurityLevel && { tls: { ciphers: 'DEFAULT@SECLEVEL=0' } }),
  });

/** A sound client, served on the endpoint by a raw connection like those that are judged: the positive twin. */
export async function soundTwin(trial: Trial): Promise<TrialClient> {
  const twin = await trial.client();
  await requireServed(trial, twin);
  return twin;
}

/** Without the twin being served, a refusal would say nothing about the one trait in which the others differ. */
export async function requireServed(trial: Trial, twin: TrialClient): Promise<void> {
  const { credential } = twin.identity;
  const judgement = await eventually(trial.session.target.timeouts.settle, async () =>
    served(
      await present(trial, { actor: `sound ${twin.id}`, credential, request: await readingOf(twin) }),
      'the sound client',
    ),
  );
  if (!judgement.ok) throw new NotEvaluated(`the sound client to compare with was not served: ${judgement.received}`);
}

/**
 * Judges that each kind is refused, on every requirement given. Each is made from the twin's
 * own client id, which the WFM accepts; an identity of its own is also offered to the operator, so that the
 * accepted-client policy is not what refuses it.
 */
export async function judgeRefused(
  trial: Trial,
  names: readonly string[],
  requirements: readonly [string, ...string[]],
): Promise<void> {
  const kinds = possibleKinds(trial, names);
  const admitted = await Promise.all(kinds.map((kind) => admittedLike(trial, kind)));
  const twin = await soundTwin(trial);
  const presented = await Promise.all(
    kinds.map(async (kind, index) => {
      const own = await kind.make(contextOf(trial, twin.id));
      const credentials = [own, admitted[index]].filter((credential) => credential !== undefined);
      return Promise.all(credentials.map((credential) => presentKind(trial, kind, credential)));
    }),
  );
  await requireServed(trial, twin);
  for (const [index, kind] of kinds.entries())
    for (const reception of presented[index] ?? [])
      for (const requirement of requirements)
        judgeReception(trial, requirement, reception, `a caller with the certificate ${kind.kind} (${kind.describe})`);
}

/** Being served is wrong under every reading; an answer that is neither service nor refusal only under G-09 and G-10. */
export function judgeReception(trial: Trial, requirement: string, reception: Reception, caller: string): void {
  trial.judge(requirement, notServed(reception, caller));
  trial.judge(requirement, refused(reception, caller), { position: positionFor(requirement) });
}

const positionFor = (requirement: string): string => (/^(WIP|IDN)-/.test(requirement) ? 'G-10' : 'G-09');

/** An identity of the kind that the operator was asked to accept, where it has a client's name of its own. */
async function admittedLike(trial: Trial, kind: IdentityKind): Promise<Credential | undefined> {
  if (trial.session.target.control.kind === 'manual') return undefined;
  const context = contextOf(trial, trial.newClientId());
  const credential = await kind.make(context);
  const { spiffeId } = credential;
  const { trustDomain, wfmId, clientId } = context;
  const regular = `spiffe://${trustDomain}/margo/wfm/${wfmId}/client/${clientId}`;
  if (spiffeId === regular || !spiffeId.includes(clientId) || !isSpiffeId(spiffeId)) return undefined;
  const identity = { name: clientId, client: { id: clientId, spiffeId }, credential, unseen: true };
  const client = await trial.client({ identity, admitted: false });
  // A hook may well refuse what is no client of its WFM.
  return client.admit().then(
    () => credential,
    () => undefined,
  );
}

function isSpiffeId(text: string): boolean {
  try {
    parseSpiffeId(text);
    return true;
  } catch {
    return false;
  }
}
