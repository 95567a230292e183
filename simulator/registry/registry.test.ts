import { describe, expect, it } from 'vitest';
import { OCI_INDEX, OCI_MANIFEST } from '../oci/media-types.ts';
import type { Registry, RegistryOptions } from './registry.ts';
import { startRegistry } from './start-registry.ts';
import { digestOf } from './storage/digest.ts';
import {
  bytesOf,
  errorCode,
  headerOf,
  jsonOf,
  manifestOf,
  pushArtifact,
  pushBlob,
  type Wire,
  wireTo,
} from './wire.test-support.ts';

async function withRegistry(
  options: RegistryOptions,
  act: (wire: Wire, registry: Registry) => Promise<void>,
): Promise<void> {
  await using registry = await startRegistry(options);
  await using wire = wireTo(registry.host, registry.caPem);
  await act(wire, registry);
}

describe('content of a registry', () => {
  it('comes back as it was pushed, by tag and by digest', () =>
    withRegistry({}, async (wire) => {
      const layer = bytesOf('a layer');
      const digest = await pushArtifact(wire, 'charts/good', '1.0.0', [layer]);
      for (const reference of ['1.0.0', digest]) {
        const got = await wire.call('GET', `/v2/charts/good/manifests/${reference}`);
        expect(Buffer.from(got.bytes)).toEqual(manifestOf([layer]));
        expect(got.headers).toMatchObject({ 'content-type': OCI_MANIFEST, 'docker-content-digest': digest });
      }
      const blob = await wire.call('GET', `/v2/charts/good/blobs/${digestOf(layer)}`);
      expect(Buffer.from(blob.bytes)).toEqual(layer);
      const head = await wire.call('HEAD', `/v2/charts/good/blobs/${digestOf(layer)}`);
      expect([head.status, head.bytes.length, headerOf(head, 'content-length')]).toEqual([200, 0, '7']);
    }));

  it('is under a tag what was pushed there last, and under its digest for good', () =>
    withRegistry({}, async (wire) => {
      const first = await pushArtifact(wire, 'charts/good', '1.0.0', [bytesOf('first')]);
      const second = await pushArtifact(wire, 'charts/good', '1.0.0', [bytesOf('second')]);
      expect(headerOf(await wire.call('HEAD', '/v2/charts/good/manifests/1.0.0'), 'docker-content-digest')).toBe(
        second,
      );
      expect((await wire.call('HEAD', `/v2/charts/good/manifests/${first}`)).status).toBe(200);
    }));

  it('belongs to its repository: another has to be lent it', () =>
    withRegistry({}, async (wire) => {
      const digest = await pushBlob(wire, 'charts/good', bytesOf('a layer'));
      const foreign = await wire.call('GET', `/v2/charts/other/blobs/${digest}`);
      expect([foreign.status, errorCode(foreign)]).toEqual([404, 'BLOB_UNKNOWN']);
      const lent = await wire.call('POST', `/v2/charts/other/blobs/uploads/?mount=${digest}&from=charts/good`);
      expect(lent.status).toBe(201);
      expect((await wire.call('GET', `/v2/charts/other/blobs/${digest}`)).status).toBe(200);
    }));

  it.each([
    ['bytes=0-2', 206, 'bytes 0-2/10', '012'],
    ['bytes=7-', 206, 'bytes 7-9/10', '789'],
    ['bytes=-4', 206, 'bytes 6-9/10', '6789'],
    ['bytes=5-99', 206, 'bytes 5-9/10', '56789'],
    ['bytes=3-1', 200, '', '0123456789'],
    ['lines=1-2', 200, '', '0123456789'],
  ])('comes in part for Range: %s', (range, status, contentRange, content) =>
    withRegistry({}, async (wire) => {
      const digest = await pushBlob(wire, 'charts/good', bytesOf('0123456789'));
      const part = await wire.call('GET', `/v2/charts/good/blobs/${digest}`, { headers: { range } });
      expect([part.status, headerOf(part, 'content-range')]).toEqual([status, contentRange]);
      expect(Buffer.from(part.bytes).toString()).toBe(content);
    }),
  );

  it('has no range behind its end', () =>
    withRegistry({}, async (wire) => {
      const digest = await pushBlob(wire, 'charts/good', bytesOf('0123456789'));
      const none = await wire.call('GET', `/v2/charts/good/blobs/${digest}`, { headers: { range: 'bytes=10-' } });
      expect([none.status, headerOf(none, 'content-range')]).toEqual([416, 'bytes */10']);
    }));
});

describe('an upload', () => {
  it('is put together from chunks that follow each other', () =>
    withRegistry({}, async (wire) => {
      const begun = await wire.call('POST', '/v2/charts/good/blobs/uploads/');
      const location = headerOf(begun, 'location');
      const first = await wire.call('PATCH', location, { headers: { 'content-range': '0-4' }, body: '01234' });
      expect([first.status, headerOf(first, 'range')]).toEqual([202, '0-4']);
      const gap = await wire.call('PATCH', location, { headers: { 'content-range': '9-10' }, body: '9' });
      expect([gap.status, headerOf(gap, 'range')]).toEqual([416, '0-4']);
      expect(headerOf(await wire.call('GET', location), 'range')).toBe('0-4');
      const digest = digestOf(bytesOf('0123456789'));
      const ended = await wire.call('PUT', `${location}?digest=${digest}`, { body: '56789' });
      expect([ended.status, headerOf(ended, 'docker-content-digest')]).toEqual([201, digest]);
    }));

  it('is refused where its content has another digest, and then gone', () =>
    withRegistry({}, async (wire, { storage }) => {
      const begun = await wire.call('POST', '/v2/charts/good/blobs/uploads/');
      const target = `${headerOf(begun, 'location')}?digest=${digestOf(bytesOf('right'))}`;
      const wrong = await wire.call('PUT', target, { body: 'wrong' });
      expect([wrong.status, errorCode(wrong)]).toEqual([400, 'DIGEST_INVALID']);
      const again = await wire.call('PUT', target, { body: 'right' });
      expect([again.status, errorCode(again)]).toEqual([404, 'BLOB_UPLOAD_UNKNOWN']);
      expect(storage.repositories()).toEqual([]);
    }));

  it('cannot be larger than the limit, in one piece or in chunks', () =>
    withRegistry({ limits: { blobBytes: 10 } }, async (wire) => {
      const digest = digestOf(bytesOf('0123456789a'));
      const whole = await wire.call('POST', `/v2/charts/good/blobs/uploads/?digest=${digest}`, { body: '0123456789a' });
      expect([whole.status, errorCode(whole)]).toEqual([413, 'SIZE_INVALID']);
      const location = headerOf(await wire.call('POST', '/v2/charts/good/blobs/uploads/'), 'location');
      await wire.call('PATCH', location, { body: '012345' });
      expect((await wire.call('PATCH', location, { body: '6789a' })).status).toBe(413);
    }));

  it('is given up for a newer one where too many are open', () =>
    withRegistry({ limits: { openUploads: 2 } }, async (wire) => {
      const places: string[] = [];
      for (let count = 0; count < 3; count += 1) {
        places.push(headerOf(await wire.call('POST', '/v2/charts/good/blobs/uploads/'), 'location'));
      }
      const statuses = [];
      for (const place of places) statuses.push((await wire.call('GET', place)).status);
      expect(statuses).toEqual([404, 204, 204]);
    }));
});

describe('a manifest', () => {
  it('is taken only with everything that it refers to', () =>
    withRegistry({}, async (wire) => {
      const put = await wire.call('PUT', '/v2/charts/good/manifests/1.0.0', {
        headers: { 'content-type': OCI_MANIFEST },
        body: manifestOf([bytesOf('not there')]),
      });
      expect([put.status, errorCode(put)]).toEqual([400, 'MANIFEST_BLOB_UNKNOWN']);
    }));

  it('is not taken under the digest of another', () =>
    withRegistry({}, async (wire) => {
      await pushBlob(wire, 'charts/good', bytesOf('{}'));
      const put = await wire.call('PUT', `/v2/charts/good/manifests/${digestOf(bytesOf('other'))}`, {
        headers: { 'content-type': OCI_MANIFEST },
        body: manifestOf([]),
      });
      expect([put.status, errorCode(put)]).toEqual([400, 'DIGEST_INVALID']);
    }));

  it('is found by the manifest that is its subject, by kind if asked', () =>
    withRegistry({}, async (wire) => {
      const subject = await pushArtifact(wire, 'charts/good', '1.0.0', []);
      const refersTo = { subject: { mediaType: OCI_MANIFEST, digest: subject, size: 2 } };
      const note = await pushArtifact(wire, 'charts/good', 'note', [], { ...refersTo, artifactType: 'text/note' });
      await pushArtifact(wire, 'charts/good', 'seal', [], { ...refersTo, artifactType: 'text/seal' });
      const all = await wire.call('GET', `/v2/charts/good/referrers/${subject}`);
      expect(all.headers['content-type']).toBe(OCI_INDEX);
      expect(jsonOf(all)).toMatchObject({ manifests: [{ artifactType: 'text/note' }, { artifactType: 'text/seal' }] });
      const notes = await wire.call('GET', `/v2/charts/good/referrers/${subject}?artifactType=text/note`);
      expect(notes.headers['oci-filters-applied']).toBe('artifactType');
      expect(jsonOf(notes)).toMatchObject({ manifests: [{ digest: note }] });
      expect(jsonOf(await wire.call('GET', `/v2/charts/good/referrers/${note}`))).toMatchObject({ manifests: [] });
    }));
});

describe('tags', () => {
  it('are listed in order, page by page', () =>
    withRegistry({}, async (wire) => {
      for (const tag of ['1.0.0', '3.0.0', '2.0.0']) await pushArtifact(wire, 'charts/good', tag, []);
      const first = await wire.call('GET', '/v2/charts/good/tags/list?n=2');
      expect(jsonOf(first)).toEqual({ name: 'charts/good', tags: ['1.0.0', '2.0.0'] });
      const next = /^<([^>]+)>; rel="next"$/.exec(headerOf(first, 'link'))?.[1] ?? '';
      const second = await wire.call('GET', next);
      expect(jsonOf(second)).toEqual({ name: 'charts/good', tags: ['3.0.0'] });
      expect(second.headers['link']).toBeUndefined();
    }));

  it('go alone, or with the manifest that they name', () =>
    withRegistry({}, async (wire, { storage }) => {
      const digest = await pushArtifact(wire, 'charts/good', '1.0.0', []);
      await pushArtifact(wire, 'charts/good', 'latest', []);
      expect((await wire.call('DELETE', '/v2/charts/good/manifests/1.0.0')).status).toBe(202);
      expect(storage.tags('charts/good')).toEqual(['latest']);
      expect((await wire.call('DELETE', `/v2/charts/good/manifests/${digest}`)).status).toBe(202);
      expect((await wire.call('GET', '/v2/charts/good/manifests/latest')).status).toBe(404);
    }));
});

describe('a registry', () => {
  it('says what arrived and how it was answered', () =>
    withRegistry({}, async (wire, registry) => {
      await wire.call('GET', '/v2/');
      await wire.call('GET', '/v2/charts/good/manifests/1.0.0', { headers: { authorization: 'Bearer secret' } });
      expect(registry.requests()).toEqual([
        { method: 'GET', target: '/v2/', scheme: 'none', status: 200 },
        { method: 'GET', target: '/v2/charts/good/manifests/1.0.0', scheme: 'bearer', status: 404 },
      ]);
    }));

  it('comes back after an outage, on the same port and with what it had', () =>
    withRegistry({}, async (wire, registry) => {
      await pushArtifact(wire, 'charts/good', '1.0.0', []);
      await registry.goDown();
      await expect(wire.call('GET', '/v2/')).rejects.toThrow();
      await using during = wireTo(registry.host, registry.caPem);
      await expect(during.call('GET', '/v2/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      await registry.comeBack();
      await using after = wireTo(registry.host, registry.caPem);
      expect((await after.call('GET', '/v2/charts/good/manifests/1.0.0')).status).toBe(200);
    }));

  it('mirrors another whose storage it shares', () =>
    withRegistry({}, async (wire, { storage }) => {
      await pushArtifact(wire, 'charts/good', '1.0.0', []);
      await withRegistry({ storage }, async (mirror) => {
        expect((await mirror.call('GET', '/v2/charts/good/manifests/1.0.0')).status).toBe(200);
      });
    }));

  it('is trusted only by who knows its own CA', async () => {
    await using registry = await startRegistry();
    await using other = await startRegistry();
    await using wire = wireTo(registry.host, other.caPem);
    await expect(wire.call('GET', '/v2/')).rejects.toThrow(/certificate/);
  });
});
