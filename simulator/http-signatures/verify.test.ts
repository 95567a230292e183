import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../protocol/exchange.ts';
import { algorithmsFor, type SignatureAlgorithm } from './algorithms.ts';
import { HttpSignatureError } from './http-signature-error.ts';
import { type ReceivedSignature, readSignatures } from './read-signatures.ts';
import { createSigner, signRequest } from './sign.ts';
import type { SignableRequest } from './signature-base.ts';
import { capture } from './testing/capture.test-support.ts';
import { ALGORITHMS, KEYS } from './testing/keys.test-support.ts';
import { requests, signatureParameters } from './testing/requests.test-support.ts';
import { type Verification, verifySignature } from './verify.ts';

const COVERED = ['@method', '@target-uri', 'content-digest'];
const REQUEST: SignableRequest = { method: 'GET', targetUri: 'https://wfm.example/api', headers: [] };

function onlySignature(headers: HeaderList): ReceivedSignature {
  const read = readSignatures(headers);
  const [first] = read.ok ? read.signatures : [];
  if (!first) throw new Error(JSON.stringify(read));
  return first;
}

const judged = (
  request: SignableRequest,
  fields: HeaderList,
  algorithm: SignatureAlgorithm,
  key = KEYS[algorithm].publicKey,
): Verification => verifySignature(request, onlySignature(fields), key, algorithm);

const reason = (verification: Verification): string => (verification.ok ? 'ok' : verification.reason);

describe.each(ALGORITHMS)('%s', (algorithm) => {
  const { privateKey, publicKey } = KEYS[algorithm];
  const sign = createSigner({ key: privateKey, algorithm, components: COVERED });

  it('verifies what was signed, and reads the parameters as they were given', () => {
    fc.assert(
      fc.property(requests, signatureParameters, (request, parameters) => {
        const fields = sign(request, parameters);
        const received = onlySignature([...request.headers, ...fields]);
        expect(Object.entries(received.parameters)).toEqual(Object.entries(parameters));
        expect(received.components.map(({ name }) => name)).toEqual(COVERED);
        expect(verifySignature(request, received, publicKey, algorithm)).toEqual({ ok: true });
      }),
      { numRuns: 20 },
    );
  });

  it('does not verify once anything that is covered is another', () => {
    fc.assert(
      fc.property(requests, signatureParameters, fc.nat(), (request, parameters, position) => {
        const fields = sign(request, parameters);
        const { method, targetUri, headers } = request;
        const [digest, ...others] = headers;
        const tampered: readonly SignableRequest[] = [
          { ...request, method: `${method}X` },
          { ...request, targetUri: `${targetUri}x` },
          { ...request, targetUri: targetUri.replace('https:', 'http:') },
          { ...request, headers: [['Content-Digest', `${digest?.[1]}, a=:YQ==:`], ...others] },
          { ...request, headers: [...headers, ['content-digest', 'a=:YQ==:']] },
        ];
        for (const other of tampered) expect(reason(judged(other, fields, algorithm))).toBe('wrong-signature');
        const received = onlySignature(fields);
        const bytes = Uint8Array.from(received.signature);
        bytes[position % bytes.length] = (bytes[position % bytes.length] ?? 0) ^ 1;
        const altered: readonly ReceivedSignature[] = [
          { ...received, signature: bytes },
          { ...received, signature: bytes.subarray(1) },
          { ...received, signature: new Uint8Array() },
          { ...received, signatureParams: `${received.signatureParams};more` },
        ];
        for (const other of altered) {
          expect(reason(verifySignature(request, other, publicKey, algorithm))).toBe('wrong-signature');
        }
      }),
      { numRuns: 10 },
    );
  });

  it('is not verified by what is not covered', () => {
    const fields = sign({ ...REQUEST, headers: [['Content-Digest', 'a=:YQ==:']] }, {});
    const more: HeaderList = [
      ['Accept', '*/*'],
      ['Content-Digest', 'a=:YQ==:'],
    ];
    expect(judged({ ...REQUEST, headers: more }, fields, algorithm)).toEqual({ ok: true });
  });
});

describe('a signature that cannot be judged with this key', () => {
  const fields = signRequest(REQUEST, {
    key: KEYS['rsa-pss-sha256'].privateKey,
    algorithm: 'rsa-pss-sha256',
    components: ['@method'],
    parameters: { alg: 'rsa-pss-sha256' },
  });

  it('is wrong under another key of the same kind', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    const signed = createSigner({
      key: KEYS['ecdsa-p256-sha256'].privateKey,
      algorithm: 'ecdsa-p256-sha256',
      components: [],
    });
    expect(reason(judged(REQUEST, signed(REQUEST, {}), 'ecdsa-p256-sha256', other))).toBe('wrong-signature');
  });

  it('says that the algorithm is not for the key', () => {
    expect(reason(judged(REQUEST, fields, 'rsa-pss-sha256', KEYS.ed25519.publicKey))).toBe('unsuitable-key');
    expect(reason(judged(REQUEST, fields, 'ecdsa-p256-sha256', KEYS['ecdsa-p384-sha384'].publicKey))).toBe(
      'unsuitable-key',
    );
  });

  it('says that alg names another algorithm', () => {
    expect(reason(judged(REQUEST, fields, 'rsa-v1_5-sha256'))).toBe('contradicted-algorithm');
    expect(judged(REQUEST, fields, 'rsa-pss-sha256')).toEqual({ ok: true });
  });
});

it.each([
  ['a field that is not there', '("@method" "content-digest")', 'COMPONENT_ABSENT'],
  ['a component of responses', '("@status")', 'COMPONENT_UNKNOWN'],
  ['a component twice', '("@method" "@method")', 'COMPONENT_REPEATED'],
  ['a component of another message', '("@method";req)', 'COMPONENT_PARAMETER_UNSUPPORTED'],
  ['too much', `(${Array.from({ length: 65 }, (_, index) => `"x-${index}"`).join(' ')})`, 'COMPONENTS_TOO_MANY'],
])('has no base that covers %s', (_, list, code) => {
  const fields: HeaderList = [
    ['Signature-Input', `sig1=${list}`],
    ['Signature', 'sig1=:YQ==:'],
  ];
  const verification = judged(REQUEST, fields, 'ed25519');
  expect(verification).toMatchObject({ ok: false, reason: 'base-impossible' });
  expect(verification.ok ? '' : verification.detail).toMatch(new RegExp(`^${code}: `));
});

describe('a signer', () => {
  const key = KEYS.ed25519.privateKey;

  it.each(['', 'Sig', '1', 'a b', 'ü'])('refuses the label %j', (label) => {
    const options = { key, algorithm: 'ed25519', components: [], label } as const;
    expect(capture(HttpSignatureError, () => createSigner(options)).code).toBe('LABEL_INVALID');
  });

  it('uses the label that it is given', () => {
    const options = { key, algorithm: 'ed25519', components: [], label: 'my_sig.1' } as const;
    expect(createSigner(options)(REQUEST, {})[0]).toEqual(['Signature-Input', 'my_sig.1=()']);
  });

  it('refuses a key that the algorithm is not for, and one that cannot sign', () => {
    for (const wrong of [KEYS['ecdsa-p256-sha256'].privateKey, KEYS.ed25519.publicKey]) {
      const options = { key: wrong, algorithm: 'ed25519', components: [] } as const;
      expect(capture(HttpSignatureError, () => createSigner(options)).code).toBe('ALGORITHM_UNSUITABLE');
    }
  });
});

describe('algorithmsFor', () => {
  it.each([
    ['ecdsa-p256-sha256', ['ecdsa-p256-sha256']],
    ['ecdsa-p384-sha384', ['ecdsa-p384-sha384']],
    ['ed25519', ['ed25519']],
    ['rsa-v1_5-sha256', ['rsa-pss-sha256', 'rsa-pss-sha512', 'rsa-v1_5-sha256']],
  ] as const)('the pair of %s suits %j', (algorithm, expected) => {
    expect(algorithmsFor(KEYS[algorithm].privateKey)).toEqual(expected);
    expect(algorithmsFor(KEYS[algorithm].publicKey)).toEqual(expected);
  });

  it('heeds what an RSASSA-PSS key is restricted to', () => {
    const pss = (restriction: object) =>
      algorithmsFor(generateKeyPairSync('rsa-pss', { modulusLength: 2048, ...restriction }).publicKey);
    expect(pss({})).toEqual(['rsa-pss-sha256', 'rsa-pss-sha512']);
    expect(pss({ hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256', saltLength: 32 })).toEqual(['rsa-pss-sha256']);
    expect(pss({ hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256', saltLength: 64 })).toEqual([]);
    expect(pss({ hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha1', saltLength: 20 })).toEqual([]);
  });

  it('knows none for other keys', () => {
    expect(algorithmsFor(generateKeyPairSync('x25519').publicKey)).toEqual([]);
    expect(algorithmsFor(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey)).toEqual([]);
  });
});
