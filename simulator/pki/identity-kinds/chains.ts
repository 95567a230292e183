import { type Authority, createIntermediate, signerOf } from '../authority.ts';
import { signCertificate } from '../certificate-template.ts';
import { exportKey, generateKey } from '../key-algorithms.ts';
import { leafTemplate } from '../leaf-template.ts';
import type { Credential } from '../svid.ts';
import {
  currently,
  DAY,
  HOUR,
  type IdentityContext,
  type IdentityKind,
  identityKind,
  issueLike,
  soundId,
} from './identity-kind.ts';

const intermediate = (context: IdentityContext): Promise<Authority> =>
  createIntermediate(context.issuer, { name: 'Intermediate CA', ...currently(context) });

/** A root with the issuer's own name and another key. */
async function namesake(context: IdentityContext): Promise<Authority> {
  const key = await generateKey('P-256');
  const { name } = signerOf(context.issuer);
  const template = {
    subject: name,
    publicKey: key,
    ...currently(context),
    ca: true,
    keyUsages: ['keyCertSign', 'cRLSign'],
  } as const;
  return { certificatePem: await signCertificate(template, { name, key }), keyPem: exportKey(key), chainPem: '' };
}

async function selfSigned(context: IdentityContext): Promise<Credential> {
  const key = await generateKey('P-256');
  const spiffeId = soundId(context);
  const subject = context.clientId;
  const template = leafTemplate({ spiffeId, subject, ...currently(context) }, key);
  const certificatePem = await signCertificate(template, { name: template.subject, key });
  return { certificatePem, chainPem: certificatePem, keyPem: exportKey(key), spiffeId };
}

/** Certificates whose chain is unusual, broken or leads elsewhere. */
export const CHAIN_KINDS: readonly IdentityKind[] = [
  identityKind(
    {
      kind: 'with-intermediate',
      expectation: 'accept',
      requirements: ['IDN-004', 'IDN-011'],
      describe: 'an intermediate CA issued it, and is sent with it',
    },
    async (context) => issueLike(context, {}, await intermediate(context)),
    { needsIntermediate: true },
  ),
  identityKind(
    {
      kind: 'missing-intermediate',
      expectation: 'refuse',
      requirements: ['IDN-011'],
      describe: 'an intermediate CA issued it, and is not sent with it',
    },
    async (context) => {
      const whole = await issueLike(context, {}, await intermediate(context));
      return { ...whole, chainPem: whole.certificatePem };
    },
    { needsIntermediate: true },
  ),
  identityKind(
    {
      kind: 'expired-intermediate',
      expectation: 'refuse',
      requirements: ['IDN-011', 'TLS-004'],
      describe: 'it is current, the intermediate CA that issued it is expired',
    },
    async (context) => {
      const now = context.clock().getTime();
      const validity = { notBefore: new Date(now - DAY), notAfter: new Date(now - HOUR) };
      return issueLike(context, {}, await createIntermediate(context.issuer, { name: 'Expired CA', ...validity }));
    },
    { needsIntermediate: true },
  ),
  identityKind(
    {
      kind: 'path-length-exceeded',
      expectation: 'refuse',
      requirements: ['IDN-011', 'TLS-004'],
      describe: 'the intermediate CA above its issuer allows no CA below itself',
    },
    async (context) => {
      const lower = await createIntermediate(await intermediate(context), { name: 'Lower CA', ...currently(context) });
      return issueLike(context, {}, lower);
    },
    { needsIntermediate: true },
  ),
  identityKind(
    {
      kind: 'signed-by-client',
      expectation: 'refuse',
      requirements: ['IDN-011', 'TLS-004'],
      describe: 'another client of the WFM signed it with its own sound certificate, which is no CA',
    },
    async (context) => {
      const other = await issueLike({ ...context, clientId: `other-${context.clientId}` }, { subject: 'Other client' });
      return issueLike(context, {}, other);
    },
  ),
  identityKind(
    {
      kind: 'foreign-anchor',
      expectation: 'refuse',
      requirements: ['IDN-011'],
      describe: 'a root with the name of the right one and another key issued it, and is sent with it',
    },
    async (context) => {
      const root = await namesake(context);
      const leaf = await issueLike(context, {}, root);
      return { ...leaf, chainPem: leaf.certificatePem + root.certificatePem };
    },
  ),
  identityKind(
    {
      kind: 'forged-signature',
      expectation: 'refuse',
      requirements: ['IDN-011', 'TLS-004'],
      describe: 'it names the right issuer and its key identifier, another key signed it',
    },
    async (context) => {
      const key = await generateKey('P-256');
      const forged = await generateKey('P-256');
      const spiffeId = soundId(context);
      const template = leafTemplate({ spiffeId, ...currently(context) }, key);
      const certificatePem = await signCertificate(template, { ...signerOf(context.issuer), key: forged });
      return { certificatePem, chainPem: certificatePem + context.issuer.chainPem, keyPem: exportKey(key), spiffeId };
    },
  ),
  identityKind(
    { kind: 'self-signed', expectation: 'refuse', requirements: ['IDN-011'], describe: 'it signed itself' },
    selfSigned,
  ),
  identityKind(
    {
      kind: 'sha1-signed',
      expectation: 'either',
      requirements: ['IDN-005'],
      describe: 'its issuer signed it over SHA-1',
    },
    (context) => issueLike(context, { hash: 'SHA-1' }),
  ),
];
