import { createPublicKey, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRoot } from './authority.ts';
import { discoveryDocument, parseTrustBundle, toTrustBundle } from './bundle.ts';

const hints = { sequence: 7, refreshHint: 300 };

describe('a trust bundle', () => {
  it('carries each anchor as a key of its own kind, with the certificate', async () => {
    const algorithms = ['P-256', 'P-384', 'Ed25519', 'RSA-2048'] as const;
    const roots = await Promise.all(algorithms.map((algorithm) => createRoot({ name: algorithm, algorithm })));
    const bundle = toTrustBundle(
      roots.map(({ certificatePem }) => certificatePem),
      hints,
    );
    expect(bundle).toMatchObject({ spiffe_sequence: 7, spiffe_refresh_hint: 300 });
    expect(bundle.keys.map(({ kty, crv, use }) => [kty, crv, use])).toEqual([
      ['EC', 'P-256', 'x509-svid'],
      ['EC', 'P-384', 'x509-svid'],
      ['OKP', 'Ed25519', 'x509-svid'],
      ['RSA', undefined, 'x509-svid'],
    ]);
    for (const { use: _, x5c, ...jwk } of bundle.keys) {
      const { publicKey } = new X509Certificate(Buffer.from(x5c[0], 'base64'));
      expect(createPublicKey({ key: jwk, format: 'jwk' }).equals(publicKey)).toBe(true);
    }
  });

  it('holds every anchor of a text with several, and is not made of a text with none', async () => {
    const [a, b] = await Promise.all([createRoot({ name: 'A' }), createRoot({ name: 'B' })]);
    expect(toTrustBundle([a.certificatePem + b.certificatePem], hints).keys).toHaveLength(2);
    expect(() => toTrustBundle([''], hints)).toThrow(/^ANCHOR_UNREADABLE: /);
  });

  it('survives the way over the wire', async () => {
    const anchorsPem = [
      (await createRoot({ name: 'A' })).certificatePem,
      (await createRoot({ name: 'B' })).certificatePem,
    ];
    const wire: unknown = JSON.parse(JSON.stringify(toTrustBundle(anchorsPem, hints)));
    const parsed = parseTrustBundle(wire);
    expect({ ...parsed, anchorsPem: parsed.anchorsPem.map((pem) => new X509Certificate(pem).raw) }).toEqual({
      ...hints,
      anchorsPem: anchorsPem.map((pem) => new X509Certificate(pem).raw),
    });
  });

  it('is read without keys of another use, and without hints it does not give', async () => {
    const { keys } = toTrustBundle([(await createRoot({ name: 'A' })).certificatePem], hints);
    const others = [{ use: 'jwt-svid', x5c: ['?'] }, { kty: 'EC' }, null, 'text'];
    expect(Object.keys(parseTrustBundle({ keys: [...others, ...keys], more: true }))).toEqual(['anchorsPem']);
    expect(parseTrustBundle({ keys: [...others, ...keys] }).anchorsPem).toHaveLength(1);
  });

  it.each([
    ['BUNDLE_WITHOUT_ANCHORS', { keys: [] }],
    ['BUNDLE_WITHOUT_ANCHORS', { keys: [{ kty: 'EC', use: 'jwt-svid' }] }],
    ['BUNDLE_INVALID', { keys: {} }],
    ['BUNDLE_INVALID', []],
    ['BUNDLE_INVALID', null],
    ['BUNDLE_KEY_INVALID', { keys: [{ use: 'x509-svid' }] }],
    ['BUNDLE_KEY_INVALID', { keys: [{ use: 'x509-svid', x5c: [] }] }],
    ['BUNDLE_KEY_INVALID', { keys: [{ use: 'x509-svid', x5c: ['AAAA'] }] }],
    ['BUNDLE_KEY_INVALID', { keys: [{ use: 'x509-svid', x5c: ['AAAA', 'AAAA'] }] }],
  ])('is refused with %s: %j', (code, json) => {
    expect(() => parseTrustBundle(json)).toThrow(new RegExp(`^${code}: `));
  });

  it('is never made of arbitrary JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(() => parseTrustBundle(json)).toThrow(/^BUNDLE_/);
      }),
    );
  });
});

describe('a discovery document', () => {
  it('names one domain and where its bundle is', () => {
    expect(discoveryDocument('factory.example', 'https://mis.example/bundle')).toEqual({
      trustDomain: 'factory.example',
      trustBundleUri: 'https://mis.example/bundle',
    });
  });

  it.each(['http://mis.example/bundle', '/bundle', ''])('is not made with %j, which every client refuses', (uri) => {
    expect(() => discoveryDocument('factory.example', uri)).toThrow(/^BUNDLE_URI_INVALID: /);
  });
});
