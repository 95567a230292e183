import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../protocol/exchange.ts';
import { isSignedBy } from './algorithms.ts';
import { judgeContentDigest } from './content-digest.ts';
import { type ReceivedSignature, readSignatures } from './read-signatures.ts';
import {
  ED25519_PRIVATE_KEY,
  EXAMPLES,
  RESPONSE_EXAMPLE,
  type SignatureExample,
  TEST_BODY,
  TEST_REQUEST,
  TRANSFORMED,
} from './rfc9421.test-data.ts';
import { signRequest } from './sign.ts';
import { composeBase, coverComponents, type SignableRequest } from './signature-base.ts';
import { verifySignature } from './verify.ts';

const fieldsOf = ({ label, input, signature }: SignatureExample): HeaderList => [
  ['Signature-Input', `${label}=${input}`],
  ['Signature', `${label}=:${signature}:`],
];

function onlySignature(headers: HeaderList): ReceivedSignature {
  const read = readSignatures(headers);
  const [first, ...others] = read.ok ? read.signatures : [];
  if (!first || others.length > 0) throw new Error(`one signature was expected: ${JSON.stringify(read)}`);
  return first;
}

function verifies(example: SignatureExample, request: SignableRequest = example.request): boolean {
  const key: KeyObject = createPublicKey(example.publicKey);
  return verifySignature(request, onlySignature(fieldsOf(example)), key, example.algorithm).ok;
}

const example = (section: string): SignatureExample => {
  const found = EXAMPLES.find((candidate) => candidate.section === section);
  if (!found) throw new Error(section);
  return found;
};

describe.each(EXAMPLES)('RFC 9421, $section', (of) => {
  const received = onlySignature(fieldsOf(of));

  it('has the signature base that the RFC prints', () => {
    const lines = received.components.map(({ identifier }, index) => `${identifier}: ${of.values[index]}`);
    const printed = [...lines, `"@signature-params": ${of.input}`].join('\n');
    expect(received.components).toHaveLength(of.values.length);
    expect(composeBase(of.request, coverComponents(received.components), received.signatureParams)).toBe(printed);
  });

  it('verifies', () => {
    expect(verifies(of)).toBe(true);
  });

  it('does not verify once the method is another, if that is covered, or else the signature', () => {
    if (of.input.includes('"@method"')) expect(verifies(of, { ...of.request, method: 'PATCH' })).toBe(false);
    const altered = `${of.signature.startsWith('A') ? 'B' : 'A'}${of.signature.slice(1)}`;
    expect(verifies({ ...of, signature: altered })).toBe(false);
  });
});

it('signs with Ed25519 what the RFC signs, to the last bit', () => {
  for (const of of [example('B.2.6'), example('B.4')]) {
    const fields = signRequest(of.request, {
      key: createPrivateKey(ED25519_PRIVATE_KEY),
      algorithm: 'ed25519',
      label: of.label,
      components: onlySignature(fieldsOf(of)).components.map(({ name }) => name),
      parameters: { created: 1618884473, keyid: 'test-key-ed25519' },
    });
    expect(fields).toEqual(fieldsOf(of));
  }
});

it('knows ECDSA in the form of the RFC (B.2.4)', () => {
  const key = createPublicKey(RESPONSE_EXAMPLE.publicKey);
  const signature = Buffer.from(RESPONSE_EXAMPLE.signature, 'base64');
  expect(isSignedBy(key, 'ecdsa-p256-sha256', Buffer.from(RESPONSE_EXAMPLE.base), signature)).toBe(true);
  expect(isSignedBy(key, 'ecdsa-p256-sha256', Buffer.from(`${RESPONSE_EXAMPLE.base}\n`), signature)).toBe(false);
});

it('reads both signatures of a message that a proxy has signed again (4.3)', () => {
  const both = [example('4.3, the client'), example('4.3, the proxy')];
  const read = readSignatures(both.flatMap(fieldsOf));
  expect(read.ok && read.signatures.map(({ label }) => label)).toEqual(['sig1', 'proxy_sig']);
});

it('takes the digest of the test request for the one of its body', () => {
  const [, digest] = TEST_REQUEST.headers.find(([name]) => name === 'Content-Digest') ?? [];
  expect(judgeContentDigest(digest, Buffer.from(TEST_BODY))).toBe('matches');
});

describe('the transformations of RFC 9421, B.4', () => {
  it.each([
    ['original', true],
    ['fields and a parameter are added', true],
    ['fields are reordered, combined and left out', true],
    ['the method and the host are others', false],
    ['lines of a field change places', false],
  ] as const)('%s: the signature holds: %s', (name, holds) => {
    expect(verifies(example('B.4'), TRANSFORMED[name])).toBe(holds);
  });
});
