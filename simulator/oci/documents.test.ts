import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describe as described,
  EMPTY_CONTENT,
  EMPTY_DESCRIPTOR,
  type ImageManifest,
  readManifest,
} from './documents.ts';
import { HELM_CHART, OCI_MANIFEST } from './media-types.ts';
import { readSigningPayload, signatureTag, signingPayload } from './simple-signing.ts';

const bytes = (document: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(document));

const manifest: ImageManifest = {
  schemaVersion: 2,
  mediaType: OCI_MANIFEST,
  config: EMPTY_DESCRIPTOR,
  layers: [described(HELM_CHART, EMPTY_CONTENT, { title: 'x' })],
};

describe('documents of OCI', () => {
  it('knows the empty content by its well-known digest', () => {
    expect(EMPTY_DESCRIPTOR).toEqual({
      mediaType: 'application/vnd.oci.empty.v1+json',
      digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      size: 2,
    });
  });

  it('reads a manifest with members that nobody knows', () => {
    const reading = readManifest(bytes({ ...manifest, 'x-more': [1] }));
    expect(reading).toMatchObject({ kind: 'manifest', mediaType: OCI_MANIFEST, manifest });
  });

  it('tells an index from a manifest by what it holds', () => {
    const reading = readManifest(bytes({ schemaVersion: 2, manifests: [EMPTY_DESCRIPTOR] }));
    expect(reading.kind).toBe('index');
  });

  it.each([
    ['a manifest that is an index as well', { ...manifest, manifests: [] }],
    ['another schema', { ...manifest, schemaVersion: 1 }],
    ['another media type', { ...manifest, mediaType: 'application/json' }],
    ['a layer without digest', { ...manifest, layers: [{ mediaType: HELM_CHART, size: 1 }] }],
    ['a digest of another kind', { ...manifest, layers: [{ mediaType: HELM_CHART, size: 1, digest: 'sha256:00' }] }],
    ['a negative size', { ...manifest, config: { ...EMPTY_DESCRIPTOR, size: -1 } }],
    ['an annotation that is no text', { ...manifest, annotations: { a: 1 } }],
    ['null', null],
  ])('does not take %s for a manifest', (_, document) => {
    expect(readManifest(bytes(document)).kind).toBe('invalid');
  });

  it('reads any bytes without throwing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        (noise) => {
          expect(['manifest', 'index', 'invalid']).toContain(readManifest(noise).kind);
        },
      ),
    );
  });
});

describe('payloads of key-pair signatures', () => {
  it('says which repository and digest were signed', () => {
    const payload = readSigningPayload(signingPayload('registry.example/charts', EMPTY_DESCRIPTOR.digest));
    expect(payload?.critical.identity['docker-reference']).toBe('registry.example/charts');
    expect(payload?.critical.image['docker-manifest-digest']).toBe(EMPTY_DESCRIPTOR.digest);
  });

  it('takes nothing else for one', () => {
    expect(readSigningPayload(bytes({ critical: { type: 'something else' } }))).toBeNull();
    expect(readSigningPayload(bytes(null))).toBeNull();
    expect(readSigningPayload(new Uint8Array([0xff]))).toBeNull();
  });

  it('stands under a tag made of the digest', () => {
    expect(signatureTag(EMPTY_DESCRIPTOR.digest)).toBe(`sha256-${EMPTY_DESCRIPTOR.digest.slice(7)}.sig`);
  });
});
