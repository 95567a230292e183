import { createPublicKey, randomBytes, X509Certificate } from 'node:crypto';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  jsonBytes,
  parseJsonBytes,
} from '../../simulator/protocol/json.ts';
import type { AnyRequest } from '../../simulator/protocol/revision.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotApplicable, NotEvaluated } from '../harness/verdict.ts';
import { about, judgeThat } from '../oracles/judgement.ts';
import { notProcessed, onboardingErrorDocument } from '../oracles/refused-request.ts';
import { accepts, isAccepted, statusIs } from '../oracles/status-code.ts';
import { newcomer, requireTakenIn } from './newcomers.ts';
import { askFor, clientIdIn, onboardingRequest, settledAnswer } from './onboarding-call.ts';

const needs = { caller: 'message-signature' } as const;

check(
  {
    id: 'onboarding/malformed-request-is-refused',
    title: 'An onboarding request that is no JSON object with a certificate takes nobody in and is answered with 400',
    requirements: ['ONB-013'],
    needs,
  },
  async (trial) => {
    const client = await newcomer(trial);
    const { document, name } = documentOf(trial, client);
    const { [name]: certificate = '', ...lacking } = document;
    await judgeMalformed(trial, client, [
      ['an empty body', ''],
      ['a body that is no JSON', 'certificate'],
      ['JSON that does not end', JSON.stringify(document).slice(0, -1)],
      ['JSON null', 'null'],
      ['a list', JSON.stringify([document])],
      ['a text', JSON.stringify(certificate)],
      ['no certificate', JSON.stringify(lacking)],
      ['certificate null', JSON.stringify({ ...document, [name]: null })],
      ['certificate a number', JSON.stringify({ ...document, [name]: 1 })],
      ['certificate a list', JSON.stringify({ ...document, [name]: [certificate] })],
      ['certificate an object', JSON.stringify({ ...document, [name]: { [name]: certificate } })],
    ]);
  },
);

check(
  {
    id: 'onboarding/malformed-certificate-is-refused',
    title: 'What is no X.509 certificate in base64 takes nobody in and is answered with 400',
    requirements: ['ONB-013'],
    needs,
  },
  async (trial) => {
    const client = await newcomer(trial);
    const { document, name } = documentOf(trial, client);
    const { chainPem, keyPem } = client.identity.credential;
    const der = new X509Certificate(chainPem).raw;
    const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64');
    const cut = der.subarray(0, der.length / 2);
    const certificates: readonly (readonly [string, string])[] = [
      ['an empty text', ''],
      ['letters that are no base64', '*** no base64 ***'],
      ['base64 of random bytes', base64(randomBytes(300))],
      ['base64 of a text', base64('certificate')],
      ['base64 of half a certificate', base64(cut)],
      ['base64 of an empty PEM block', base64('-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n')],
      ['base64 of a PEM block of rubbish', base64('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')],
      ['base64 of a public key', base64(createPublicKey(keyPem).export({ type: 'spki', format: 'der' }))],
    ];
    await judgeMalformed(
      trial,
      client,
      certificates.map(([what, text]) => [`for a certificate ${what}`, JSON.stringify({ ...document, [name]: text })]),
    );
  },
);

check(
  {
    id: 'onboarding/envelope-of-the-request-is-read',
    title: 'An onboarding request of another kind, or without apiVersion or kind, is refused',
    requirements: ['ONB-012'],
    needs,
  },
  async (trial) => {
    const client = await newcomer(trial);
    const { document } = documentOf(trial, client);
    const { apiVersion, kind, ...bare } = document;
    if (apiVersion === undefined || kind === undefined)
      throw new NotApplicable('the dialect of the target has no envelope around an onboarding request');
    const bodies: readonly JsonObject[] = [
      { ...document, kind: 'DeviceCapabilitiesManifest' },
      { ...document, kind: 1 },
      { apiVersion, ...bare },
      { kind, ...bare },
      { ...document, apiVersion: 1 },
    ];
    for (const body of bodies) {
      const answer = trial.answer(await askWith(trial, client, jsonBytes(body)), 'ONB-012');
      const what = `onboarding with apiVersion ${JSON.stringify(body['apiVersion'])} and kind ${JSON.stringify(body['kind'])}`;
      trial.judge('ONB-012', about(what, notProcessed(answer)), { position: 'G-96' });
      trial.judge('ONB-012', about(what, statusIs(answer, 400, 422)), { position: 'G-96' });
    }
    await requireTakenIn(trial);
  },
);

check(
  {
    id: 'onboarding/one-encoding-of-certificates-is-taken',
    title: 'A certificate is taken in as base64 of its PEM or as base64 of its DER',
    requirements: ['ONB-013'],
    needs,
  },
  async (trial) => {
    const encodings: Readonly<Record<string, (pem: string) => string>> = {
      PEM: (pem) => Buffer.from(new X509Certificate(pem).toString()).toString('base64'),
      DER: (pem) => new X509Certificate(pem).raw.toString('base64'),
    };
    const taken: string[] = [];
    for (const [form, encode] of Object.entries(encodings)) {
      const client = await newcomer(trial);
      const { document, name } = documentOf(trial, client);
      const body = jsonBytes({ ...document, [name]: encode(client.identity.credential.chainPem) });
      const answer = await settledAnswer(trial, () => askWith(trial, client, body), 'ONB-013');
      if (isAccepted(answer) && clientIdIn(trial, answer) !== undefined) taken.push(form);
    }
    const received = taken.length === 0 ? 'neither' : taken.join(' and ');
    trial.judge('ONB-013', judgeThat(taken.length > 0, 'a client taken in by one of the two', received));
    trial.observe(`certificates are taken as base64 of ${received}`);
  },
);

check(
  {
    id: 'onboarding/refusal-has-an-error',
    title: 'The answer to an onboarding request that is refused is a JSON object with the text error',
    requirements: ['ONB-013'],
    needs,
  },
  async (trial) => {
    const client = await newcomer(trial);
    const { document, name } = documentOf(trial, client);
    for (const text of ['AAAA', '***']) {
      const body = jsonBytes({ ...document, [name]: text });
      const answer = trial.answer(await askWith(trial, client, body), 'ONB-013');
      trial.judge('ONB-013', about('a certificate that is none', notProcessed(answer)));
      trial.judge('ONB-013', onboardingErrorDocument(answer), { position: 'G-72' });
    }
    await requireTakenIn(trial);
  },
);

/** Each body, signed with the client's own key and with its digest; the same client is taken in with the right one. */
async function judgeMalformed(
  trial: Trial,
  client: TrialClient,
  bodies: readonly (readonly [what: string, body: string])[],
): Promise<void> {
  await requireTakenIn(trial);
  for (const [what, body] of bodies) {
    const answer = trial.answer(await askWith(trial, client, Buffer.from(body)), 'ONB-013');
    trial.judge('ONB-013', about(`onboarding with ${what}`, notProcessed(answer)));
    // With no certificate in it, there is none to verify the signature with.
    trial.judge('ONB-013', about(`onboarding with ${what}`, statusIs(answer, 400, 401, 403, 422)));
    trial.judge('ONB-013', about(`onboarding with ${what}`, statusIs(answer, 400)), { position: 'G-71' });
  }
  const answer = await settledAnswer(trial, () => askFor(trial, client), 'ONB-013');
  trial.judge('ONB-013', about('the right request of the same client', accepts(answer)));
}

const askWith = (trial: Trial, client: TrialClient, body: Uint8Array) =>
  askFor(trial, client, undefined, { ...onboardingRequest(trial, client.identity), body });

/** The document as the revision writes it, and the member that has the certificate. */
function documentOf(trial: Trial, { identity }: TrialClient): { document: JsonObject; name: string } {
  const { body = new Uint8Array() }: AnyRequest = onboardingRequest(trial, identity);
  const document: JsonValue = parseJsonBytes(body);
  const name = isJsonObject(document)
    ? Object.keys(document).find((member) => /certificate$/i.test(member))
    : undefined;
  if (!isJsonObject(document) || name === undefined)
    throw new NotEvaluated('the onboarding request has no certificate');
  return { document, name };
}
