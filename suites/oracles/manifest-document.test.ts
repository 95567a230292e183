import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonObject, type JsonValue, jsonBytes } from '../../simulator/protocol/json.ts';
import { BUNDLE } from '../../simulator/protocol/media-types.ts';
import {
  bundleMediaType,
  bundlePresence,
  deploymentsListed,
  digestForms,
  listedIds,
  manifestDocument,
  sizeForms,
  versionForm,
} from './manifest-document.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const entry = (deploymentId: string, members: JsonObject = {}): JsonObject => ({
  deploymentId,
  digest: DIGEST,
  url: `/api/v1/deployments/${deploymentId}/${DIGEST}`,
  ...members,
});
const full: JsonObject = {
  manifestVersion: 7,
  bundle: { mediaType: BUNDLE, digest: DIGEST, url: `/api/v1/bundles/${DIGEST}`, sizeBytes: 12 },
  deployments: [entry('a'), entry('b')],
};
const empty: JsonObject = { manifestVersion: 1, bundle: null, deployments: [] };

describe('rules on a manifest', () => {
  it('hold for a full one, an empty one, and one with further members', () => {
    for (const document of [full, empty, { ...full, 'x-acme-extensions': {} }])
      for (const rule of [versionForm, bundlePresence, bundleMediaType, digestForms, deploymentsListed, sizeForms])
        expect(rule(document)).toEqual({ ok: true });
  });

  it('let any version from 1 to 2^64-1 pass, read without loss', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 2n ** 64n - 1n), (version) => {
        const read = manifestDocument({
          status: 200,
          statusText: '',
          headers: [],
          body: jsonBytes({ manifestVersion: version }),
        });
        expect('document' in read && versionForm(read.document)).toEqual({ ok: true });
      }),
    );
  });

  it.each<[string, JsonValue]>([
    ['zero', 0],
    ['negative', -1],
    ['too large', 2n ** 64n],
    ['fractional', 1.5],
    ['text', '1'],
    ['null', null],
    ['boolean', true],
  ])('refuse a %s version', (_name, manifestVersion) => {
    expect(versionForm({ ...full, manifestVersion }).ok).toBe(false);
  });

  it('tie the bundle to the deployments', () => {
    const { bundle: _, ...without } = empty;
    expect(bundlePresence(without).ok).toBe(false);
    expect(bundlePresence({ ...empty, bundle: {} }).ok).toBe(false);
    expect(bundlePresence({ ...full, bundle: null }).ok).toBe(false);
    expect(bundleMediaType({ ...full, bundle: { mediaType: 'application/gzip' } }).ok).toBe(false);
  });

  it.each([DIGEST.toUpperCase(), DIGEST.slice(0, -1), `${DIGEST} `, DIGEST.slice(7), `${DIGEST}0`])(
    'refuse the digest %j in each place',
    (digest) => {
      expect(digestForms({ ...full, deployments: [entry('a'), entry('b', { digest })] }).ok).toBe(false);
      expect(digestForms({ ...full, bundle: { digest } }).ok).toBe(false);
    },
  );

  it('want every deployment identified, once', () => {
    expect(deploymentsListed({ ...full, deployments: [entry('a'), entry('a')] }).ok).toBe(false);
    expect(deploymentsListed({ ...full, deployments: [{ digest: DIGEST }] }).ok).toBe(false);
    expect(deploymentsListed({ ...full, deployments: {} }).ok).toBe(false);
    expect(listedIds(full)).toEqual(['a', 'b']);
  });

  it('refuse a size that is no unsigned 64-bit integer', () => {
    for (const sizeBytes of [-1, 1.5, '12', null, 2n ** 64n])
      expect(sizeForms({ ...full, deployments: [entry('a', { sizeBytes })] }).ok).toBe(false);
  });
});

describe('a manifest document', () => {
  it.each([
    [404, '{}'],
    [200, '[]'],
    [200, '{'],
  ])('is not in a %i with %s', (status, text) => {
    const response = { status, statusText: '', headers: [], body: new TextEncoder().encode(text) };
    expect(manifestDocument(response)).toMatchObject({ wrong: { ok: false } });
  });
});
