import { type Authority, canIssueIntermediate, createIntermediate } from '../../simulator/pki/authority.ts';
import { certificateFacts } from '../../simulator/pki/certificate-facts.ts';
import type { RsaPadding } from '../../simulator/pki/key-algorithms.ts';
import { issueSvid } from '../../simulator/pki/svid.ts';
import { check } from '../harness/check.ts';
import { present } from '../harness/probe/present.ts';
import { NotApplicable } from '../harness/verdict.ts';
import { receptionOfExchange } from '../onboarding/reception.ts';
import type { Judgement } from '../oracles/judgement.ts';
import { served } from '../oracles/reception.ts';
import { contextOf, possibleKinds, presentKind, requireServed, soundTwin } from './kinds.ts';

const needs = { verbs: ['admit'], issuer: true } as const;

check(
  {
    id: 'identity/p256-svid-is-accepted',
    title: 'A client with an ECDSA P-256 key is accepted',
    requirements: ['IDN-005'],
    needs,
  },
  async (trial) => {
    // Not the supply's client: that it can be served is the subject here.
    const client = await trial.client();
    const { issuer } = contextOf(trial, client.id);
    const credential = await issueSvid(issuer, {
      spiffeId: client.spiffeId,
      subject: 'P-256',
      algorithm: 'P-256',
      hash: 'SHA-256',
    });
    const holder = await trial.client({ identity: { ...client.identity, credential }, admitted: false });
    await trial.judgeEventually('IDN-005', async () =>
      served(receptionOfExchange(await holder.api.readDesiredState()), 'an accepted client with a P-256 key'),
    );
  },
);

check(
  {
    id: 'identity/other-names-do-not-disturb',
    title: 'Beside the one SPIFFE ID a common name and a DNS name mean nothing',
    requirements: ['IDN-010'],
    needs,
  },
  (trial) => judgeAccepted(trial, 'with-subject-and-dns', 'IDN-010'),
);

check(
  {
    id: 'identity/unknown-extension-does-not-disturb',
    title: 'An extension that nobody knows and that is not critical is passed over',
    requirements: ['TLS-004'],
    needs,
  },
  (trial) => judgeAccepted(trial, 'uncritical-unknown-extension', 'TLS-004'),
);

check(
  {
    id: 'identity/both-rsa-signatures-are-accepted',
    title: 'A WFM that takes certificates signed with RSA takes them with PSS and with PKCS#1 v1.5',
    requirements: ['IDN-007'],
    needs,
  },
  async (trial) => {
    const twin = await soundTwin(trial);
    const issuer = await rsaIssuer(contextOf(trial, twin.id).issuer);
    const receptions = new Map<RsaPadding, Judgement>();
    for (const padding of PADDINGS) {
      const credential = await issueSvid(issuer, { spiffeId: twin.spiffeId, padding });
      const reception = await present(trial, { actor: `signed with RSA ${padding}`, credential });
      await requireServed(trial, twin);
      receptions.set(padding, served(reception, `a client whose certificate is signed with RSA, ${padding}`));
    }
    const judgements = [...receptions.values()];
    if (judgements.every(({ ok }) => !ok)) throw new NotApplicable('the WFM takes no certificate signed with RSA');
    for (const judgement of judgements) trial.judge('IDN-007', judgement);
  },
);

const PADDINGS: readonly RsaPadding[] = ['PSS', 'PKCS1-v1_5'];

/** The lent issuer, or a CA below it that is made for this. */
async function rsaIssuer(issuer: Authority): Promise<Authority> {
  if (certificateFacts(issuer.certificatePem).publicKey.type === 'rsa') return issuer;
  if (canIssueIntermediate(issuer)) return createIntermediate(issuer, { name: 'RSA CA', algorithm: 'RSA-3072' });
  throw new NotApplicable(
    'the lent issuer has no RSA key and may have no CA below it, so that nothing is signed with RSA',
  );
}

async function judgeAccepted(trial: Parameters<typeof soundTwin>[0], name: string, requirement: string): Promise<void> {
  const twin = await soundTwin(trial);
  for (const kind of possibleKinds(trial, [name])) {
    const reception = await presentKind(trial, kind, await kind.make(contextOf(trial, twin.id)));
    await requireServed(trial, twin);
    trial.judge(requirement, served(reception, `a client with the certificate ${kind.kind} (${kind.describe})`));
  }
}
