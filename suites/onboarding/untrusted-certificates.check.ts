import { type Authority, createRoot, signerOf } from '../../simulator/pki/authority.ts';
import { signCertificate } from '../../simulator/pki/certificate-template.ts';
import { exportKey, generateKey } from '../../simulator/pki/key-algorithms.ts';
import { leafTemplate } from '../../simulator/pki/leaf-template.ts';
import { type Credential, issueSvid } from '../../simulator/pki/svid.ts';
import { check } from '../harness/check.ts';
import { ConfigurationError } from '../harness/failure.ts';
import type { ClientIdentity } from '../harness/session/identities.ts';
import type { Trial } from '../harness/trial.ts';
import { about } from '../oracles/judgement.ts';
import { notProcessed, refusedInForm } from '../oracles/refused-request.ts';
import { statusIs } from '../oracles/status-code.ts';
import { identityLike, identityOf, issuerOf } from '../signatures/identities.ts';
import { requireTakenIn } from './newcomers.ts';
import { askFor } from './onboarding-call.ts';

const needs = { caller: 'message-signature', issuer: true } as const;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

check(
  {
    id: 'onboarding/expired-certificate-is-refused',
    title: 'A certificate whose validity has ended takes nobody in',
    requirements: ['ONB-013'],
    needs,
  },
  async (trial) => {
    const now = Date.now();
    const expired = await identityLike(trial, { notBefore: new Date(now - 2 * DAY), notAfter: new Date(now - HOUR) });
    await judgeInvalid(trial, expired, 'a certificate that expired an hour ago');
  },
);

check(
  {
    id: 'onboarding/certificate-of-tomorrow-is-refused',
    title: 'A certificate whose validity has not begun takes nobody in',
    requirements: ['ONB-013'],
    needs,
  },
  async (trial) => {
    const now = Date.now();
    const early = await identityLike(trial, { notBefore: new Date(now + DAY), notAfter: new Date(now + 2 * DAY) });
    await judgeInvalid(trial, early, 'a certificate that is valid from tomorrow on');
  },
);

check(
  {
    id: 'onboarding/foreign-issuer-is-refused',
    title:
      'A certificate of an authority that the WFM does not trust takes nobody in, whatever the authority is called',
    requirements: ['ONB-013', 'SIG-006'],
    needs,
  },
  async (trial) => {
    const foreign = await createRoot({ name: 'Foreign root' });
    await judgeUntrusted(trial, await identityLike(trial, {}, foreign), 'a certificate of a foreign authority');
    const namesake = await rootNamedLike(issuerOf(trial));
    await judgeUntrusted(
      trial,
      await identityLike(trial, {}, namesake),
      'a certificate of an authority that has but the name of the trusted one',
    );
  },
);

check(
  {
    id: 'onboarding/self-signed-certificate-is-refused',
    title: 'A certificate that signed itself takes nobody in',
    requirements: ['ONB-013', 'SIG-006'],
    needs,
  },
  async (trial) => {
    for (const spec of [{}, { ca: true, keyUsages: ['digitalSignature', 'keyCertSign'] }] as const) {
      const name = trial.newClientId();
      const key = await generateKey('P-256');
      const template = leafTemplate({ subject: name, ...spec }, key);
      const certificatePem = await signCertificate(template, { name: template.subject, key });
      const credential = { certificatePem, chainPem: certificatePem, keyPem: exportKey(key), spiffeId: '' };
      await judgeUntrusted(trial, identityOf(name, credential), 'a certificate that signed itself');
    }
  },
);

check(
  {
    id: 'onboarding/forged-certificate-is-refused',
    title: 'A certificate that names the trusted authority and was signed by another key takes nobody in',
    requirements: ['ONB-013', 'SIG-006'],
    needs,
  },
  async (trial) => {
    const name = trial.newClientId();
    const [key, forger] = [await generateKey('P-256'), await generateKey('P-256')];
    const signer = { ...signerOf(issuerOf(trial)), key: forger };
    const certificatePem = await signCertificate(leafTemplate({ subject: name }, key), signer);
    const credential: Credential = { certificatePem, chainPem: certificatePem, keyPem: exportKey(key), spiffeId: '' };
    await judgeUntrusted(trial, identityOf(name, credential), 'a certificate with a forged signature');
  },
);

check(
  {
    id: 'onboarding/certificate-of-a-client-is-no-authority',
    title: 'A certificate that another client signed with its own takes nobody in',
    requirements: ['ONB-013', 'SIG-006'],
    needs,
  },
  async (trial) => {
    const name = trial.newClientId();
    const other = await issueSvid(issuerOf(trial), { subject: trial.newClientId() });
    const signed = await issueSvid(other, { subject: name });
    await judgeUntrusted(trial, identityOf(name, signed), 'a certificate that another client signed');
  },
);

async function judgeInvalid(trial: Trial, identity: ClientIdentity, what: string): Promise<void> {
  const answer = await answerFor(trial, identity);
  trial.judge('ONB-013', about(what, notProcessed(answer)));
  trial.judge('ONB-013', about(what, refusedInForm(answer)), { position: 'G-80' });
  await requireTakenIn(trial);
}

async function judgeUntrusted(trial: Trial, identity: ClientIdentity, what: string): Promise<void> {
  const answer = await answerFor(trial, identity);
  for (const requirement of ['ONB-013', 'SIG-006']) {
    trial.judge(requirement, about(what, notProcessed(answer)));
    trial.judge(requirement, about(what, refusedInForm(answer)));
    trial.judge(requirement, about(what, statusIs(answer, 403)), { position: 'G-71' });
  }
  await requireTakenIn(trial);
}

/** The operator is asked to admit the client, so that it is for its certificate that it is refused; a hook may well decline. */
async function answerFor(trial: Trial, identity: ClientIdentity) {
  await requireTakenIn(trial);
  const client = await trial.client({ identity, admitted: false });
  await client.admit().catch((error: unknown) => {
    if (!(error instanceof ConfigurationError)) throw error;
  });
  return trial.answer(await askFor(trial, client), 'ONB-013');
}

/** Another root with the name of the issuer. */
async function rootNamedLike(issuer: Authority): Promise<Authority> {
  const key = await generateKey('P-256');
  const { name } = signerOf(issuer);
  const validity = { notBefore: new Date(Date.now() - HOUR), notAfter: new Date(Date.now() + DAY) };
  const template = {
    subject: name,
    publicKey: key,
    ...validity,
    ca: true,
    keyUsages: ['keyCertSign', 'cRLSign'],
  } as const;
  return { certificatePem: await signCertificate(template, { name, key }), keyPem: exportKey(key), chainPem: '' };
}
