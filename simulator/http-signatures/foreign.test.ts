import { constants, sign as cryptoSign, verify as cryptoVerify, type KeyObject, webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { createSigner as createForeignKey, createVerifier, httpbis } from 'http-message-signatures';
import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../protocol/exchange.ts';
import type { SignatureAlgorithm } from './algorithms.ts';
import { readSignatures } from './read-signatures.ts';
import { createSigner } from './sign.ts';
import { type SignableRequest, signatureBase } from './signature-base.ts';
import { ALGORITHMS, KEYS } from './testing/keys.test-support.ts';
import { requests } from './testing/requests.test-support.ts';
import { verifySignature } from './verify.ts';

/** An implementation of somebody else's has to agree, in both directions. */

type ForeignMessage = Parameters<typeof httpbis.signMessage>[1] & { readonly url: string };

const PSS_256 = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_MAX_SIGN };
const COVERED = ['@method', '@target-uri', '@authority', '@path', '@query', '@scheme', 'content-digest'];
const CREATED = new Date(1_700_000_000_000);

// The foreign library does not know Margo's algorithm: there only its base is compared, and a salt of another length.
function foreignSigningKey(key: KeyObject, algorithm: SignatureAlgorithm): ReturnType<typeof createForeignKey> {
  if (algorithm !== 'rsa-pss-sha256') return createForeignKey(key, algorithm, 'test');
  return { id: 'test', alg: algorithm, sign: async (data) => cryptoSign('sha256', data, { key, ...PSS_256 }) };
}

function foreignVerifier(key: KeyObject, algorithm: SignatureAlgorithm): ReturnType<typeof createVerifier> {
  if (algorithm !== 'rsa-pss-sha256') return createVerifier(key, algorithm);
  return async (data, signature) =>
    cryptoVerify('sha256', data, { key, padding: PSS_256.padding, saltLength: 32 }, signature);
}

/** Field lines as Node gives them: one value, or several. */
function foreignHeaders(headers: HeaderList): Record<string, string | string[]> {
  const lines = Map.groupBy(headers, ([name]) => name);
  return Object.fromEntries([...lines].map(([name, values]) => [name, values.map(([, value]) => value)]));
}

// It takes the target apart with URL, which normalises dot segments: what it is given must not have any.
const plain = requests.filter(({ targetUri }) => URL.parse(targetUri)?.href === targetUri);

describe.each(ALGORITHMS)('%s', (algorithm) => {
  const { privateKey, publicKey } = KEYS[algorithm];

  it('ours is verified by theirs', async () => {
    const sign = createSigner({ key: privateKey, algorithm, components: COVERED });
    const verify = foreignVerifier(publicKey, algorithm);
    await fc.assert(
      fc.asyncProperty(plain, async (request) => {
        const fields = sign(request, { created: 1_700_000_000, keyid: 'test', alg: algorithm });
        const message = {
          method: request.method,
          url: request.targetUri,
          headers: foreignHeaders([...request.headers, ...fields]),
        };
        const keyLookup = async () => ({ verify });
        expect(await httpbis.verifyMessage({ keyLookup, all: true }, message)).toBe(true);
        expect(await httpbis.verifyMessage({ keyLookup, all: true }, { ...message, method: 'PATCH' })).toBe(false);
      }),
      { numRuns: 10 },
    );
  });

  it('theirs is verified by ours', async () => {
    const key = foreignSigningKey(privateKey, algorithm);
    await fc.assert(
      fc.asyncProperty(plain, async (request) => {
        const signed: ForeignMessage = await httpbis.signMessage(
          {
            key,
            name: 'sig1',
            fields: COVERED,
            params: ['created', 'keyid', 'alg'],
            paramValues: { created: CREATED },
          },
          { method: request.method, url: request.targetUri, headers: foreignHeaders(request.headers) },
        );
        const fields = Object.entries(signed.headers).map(([name, value]) => [name, String(value)] as const);
        const read = readSignatures(fields);
        const [received] = read.ok ? read.signatures : [];
        if (!received) throw new Error(JSON.stringify(read));
        expect(received.parameters).toEqual({ created: 1_700_000_000, keyid: 'test', alg: algorithm });
        expect(verifySignature(request, received, publicKey, algorithm)).toEqual({ ok: true });
        const other = { ...request, method: 'PATCH' };
        expect(verifySignature(other, received, publicKey, algorithm).ok).toBe(false);
      }),
      { numRuns: 10 },
    );
  });
});

describe('rsa-pss-sha256, which has no registered definition', () => {
  const request: SignableRequest = { method: 'GET', targetUri: 'https://wfm.example/', headers: [] };
  const { privateKey, publicKey } = KEYS['rsa-pss-sha256'];
  const scheme = { name: 'RSA-PSS', hash: 'SHA-256' };

  it('is PS256: WebCrypto verifies it with a salt of 32 bytes and no other', async () => {
    const sign = createSigner({ key: privateKey, algorithm: 'rsa-pss-sha256', components: ['@method'] });
    const read = readSignatures(sign(request, {}));
    const [received] = read.ok ? read.signatures : [];
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const key = await webcrypto.subtle.importKey('spki', spki, scheme, false, ['verify']);
    const verified = (saltLength: number): Promise<boolean> =>
      webcrypto.subtle.verify(
        { name: 'RSA-PSS', saltLength },
        key,
        received?.signature ?? new Uint8Array(),
        Buffer.from(signatureBase(request, ['@method'], {})),
      );
    expect(await verified(32)).toBe(true);
    expect(await verified(20)).toBe(false);
  });

  it.each([0, 20, 32, 222])('is accepted with a salt of %d bytes', (saltLength) => {
    const base = Buffer.from(signatureBase(request, [], {}));
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    const signature = cryptoSign('sha256', base, { key: privateKey, padding, saltLength });
    const received = { label: 'sig1', components: [], parameters: {}, signatureParams: '()', signature };
    expect(verifySignature(request, received, publicKey, 'rsa-pss-sha256')).toEqual({ ok: true });
    expect(verifySignature(request, received, publicKey, 'rsa-pss-sha512').ok).toBe(false);
  });
});
