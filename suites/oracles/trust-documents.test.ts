import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createIntermediate, createRoot } from '../../simulator/pki/authority.ts';
import { toTrustBundle } from '../../simulator/pki/bundle.ts';
import { issueSvid } from '../../simulator/pki/svid.ts';
import { parseJson, stringifyJson } from '../../simulator/protocol/json.ts';
import { anchorsOf, discoveryDocument, leadsToAnchor, spiffeBundle } from './trust-documents.ts';

const root = await createRoot({ name: 'Root' });
const rsa = await createRoot({ name: 'RSA root', algorithm: 'RSA-2048' });
const intermediate = await createIntermediate(root, { name: 'Intermediate' });
const bundle = toTrustBundle([root.certificatePem, rsa.certificatePem], { sequence: 1, refreshHint: 60 });
const [key, other] = bundle.keys;
const json = (value: object) => parseJson(stringifyJson(value));

describe('a discovery document', () => {
  const sound = { trustDomain: 'a.example', trustBundleUri: 'https://mis.a.example/bundle', more: 1 };

  it.each([
    ['as it should be', sound, true],
    ['of another domain', { ...sound, trustDomain: 'b.example' }, false],
    ['with a SPIFFE ID for a domain', { ...sound, trustDomain: 'spiffe://a.example' }, false],
    ['with plain HTTP', { ...sound, trustBundleUri: 'http://mis.a.example/bundle' }, false],
    ['with a relative address', { ...sound, trustBundleUri: '/bundle' }, false],
    ['without address', { trustDomain: 'a.example' }, false],
    ['that is a list', [sound], false],
  ])('%s', (_what, document, holds) => {
    expect(discoveryDocument(json(document), 'a.example').ok).toBe(holds);
  });
});

describe('a trust bundle', () => {
  const jwt = { kty: 'EC', use: 'jwt-svid', kid: 'k' };
  const pem = `-----BEGIN CERTIFICATE-----\n${key?.x5c[0]}\n-----END CERTIFICATE-----`;

  it.each([
    ['as it should be', bundle, true],
    ['with keys of other uses', { ...bundle, keys: [jwt, ...bundle.keys] }, true],
    ['without sequence and hint', { keys: bundle.keys }, true],
    ['with a sequence as text', { ...bundle, spiffe_sequence: '1' }, false],
    ['without keys', { spiffe_sequence: 1 }, false],
    ['with no key', { keys: [] }, false],
    ['for JWT only', { keys: [jwt] }, false],
    ['without use', { keys: [{ ...key, use: undefined }] }, false],
    ['without kty', { keys: [{ ...key, kty: undefined }] }, false],
    ['without certificate', { keys: [{ ...key, x5c: [] }] }, false],
    ['with two certificates in a key', { keys: [{ ...key, x5c: [key?.x5c[0], other?.x5c[0]] }] }, false],
    ['with PEM', { keys: [{ ...key, x5c: [pem] }] }, false],
    ['with bytes that are no certificate', { keys: [{ ...key, x5c: ['AAAA'] }] }, false],
    ['with the key of another certificate', { keys: [{ ...key, x5c: other?.x5c }] }, false],
    ['with a key that lacks a coordinate', { keys: [{ ...key, y: undefined }] }, false],
  ])('%s', (_what, document, holds) => {
    expect(spiffeBundle(json(document)).ok).toBe(holds);
  });

  it('is led to by chains below its anchors only', async () => {
    const leaf = await issueSvid(intermediate, { spiffeId: 'spiffe://a.example/x' });
    const chain = [leaf.certificatePem, intermediate.certificatePem].map((one) => new X509Certificate(one));
    const anchors = anchorsOf(json(bundle));
    expect(anchors).toHaveLength(2);
    expect([chain, chain.slice(0, 1)].map((one) => leadsToAnchor(one, anchors))).toEqual([true, false]);
    expect(leadsToAnchor(chain, anchors.slice(1))).toBe(false);
  });
});
