import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HELM_CHART, HELM_PROVENANCE, OCI_MANIFEST } from '../../oci/media-types.ts';
import type { Authorization } from '../authorization/authorization.ts';
import type { Registry } from '../registry.ts';
import { startRegistry } from '../start-registry.ts';
import { digestOf } from '../storage/digest.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { bytesOf, errorCode, headerOf, jsonOf, type Wire, type WireAnswer, wireTo } from '../wire.test-support.ts';
import { REGISTRY_DEFECTS } from './index.ts';

const LAYER = gzipSync('an archive');
const PROVENANCE = bytesOf('a provenance file');
const MANIFEST_1 = '/v2/charts/good/manifests/1.0.0';
const MANIFEST_2 = '/v2/charts/good/manifests/2.0.0';
const BLOB = `/v2/charts/good/blobs/${digestOf(LAYER)}`;
const ACCOUNT = { name: 'user', password: 'secret' };
const BEARER: Authorization = { mode: 'bearer', accounts: [ACCOUNT] };
const PASSWORD = { authorization: `Basic ${Buffer.from('user:secret').toString('base64')}` };

/** Two versions of a chart with provenance, another chart, and a signature, as a registry has them after real pushes. */
function stocked() {
  const storage = createMemoryStorage();
  const put = (repository: string, tag: string, note: string): string => {
    const [layer, provenance] = [storage.putBlob(repository, LAYER), storage.putBlob(repository, PROVENANCE)];
    const config = { mediaType: 'application/json', digest: storage.putBlob(repository, bytesOf('{}')), size: 2 };
    const layers = [
      { mediaType: HELM_CHART, digest: layer, size: LAYER.length },
      { mediaType: HELM_PROVENANCE, digest: provenance, size: PROVENANCE.length },
    ];
    const document = { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers, annotations: { note } };
    return storage.putManifest(repository, OCI_MANIFEST, bytesOf(JSON.stringify(document)), tag);
  };
  const [first, second, other] = [
    put('charts/good', '1.0.0', 'first'),
    put('charts/good', '2.0.0', 'second'),
    put('charts/other', '1.0.0', 'other'),
  ];
  const signature = `${first.replace(':', '-')}.sig`;
  put('charts/good', signature, 'signature');
  return { storage, first, second, other, signature: `/v2/charts/good/manifests/${signature}` };
}

type Stock = ReturnType<typeof stocked>;

async function withDefect(
  id: string,
  act: (wire: Wire, stock: Stock, registry: Registry) => Promise<void>,
  authorization: Authorization = { mode: 'anonymous' },
): Promise<void> {
  const stock = stocked();
  await using registry = await startRegistry({ defects: [id], storage: stock.storage, authorization });
  await using wire = wireTo(registry.host, registry.caPem);
  await act(wire, stock, registry);
}

const digestIn = (answer: WireAnswer): string => headerOf(answer, 'docker-content-digest');

/** What a client sees of each defect. */
const SEEN: Readonly<Record<string, () => Promise<void>>> = {
  'blob-altered': () =>
    withDefect('blob-altered', async (wire) => {
      const { bytes } = await wire.call('GET', BLOB);
      expect(bytes.length).toBe(LAYER.length);
      expect(digestOf(bytes)).not.toBe(digestOf(LAYER));
      expect(gunzipSync(bytes).toString()).toBe('an archive');
    }),
  'blob-truncated': () =>
    withDefect('blob-truncated', async (wire) => {
      expect((await wire.call('GET', BLOB)).bytes.length).toBe(LAYER.length >> 1);
    }),
  'blob-cut-off': () =>
    withDefect('blob-cut-off', async (wire) => {
      await expect(wire.call('GET', BLOB)).rejects.toThrow();
      expect(headerOf(await wire.call('HEAD', BLOB), 'content-length')).toBe(String(LAYER.length));
    }),
  'blob-stalls': () => withDefect('blob-stalls', (wire) => beginsOnly(wire)),
  'blob-endless': () => withDefect('blob-endless', (wire) => goesOnBeyond(wire, undefined)),
  'blob-far-too-large': () => withDefect('blob-far-too-large', (wire) => goesOnBeyond(wire, String(1024 ** 4))),
  'blob-absent': () =>
    withDefect('blob-absent', async (wire) => {
      expect((await wire.call('GET', MANIFEST_1)).status).toBe(200);
      expect(errorCode(await wire.call('GET', BLOB))).toBe('BLOB_UNKNOWN');
    }),
  'manifest-altered': () =>
    withDefect('manifest-altered', async (wire, { first }) => {
      const answer = await wire.call('GET', `/v2/charts/good/manifests/${first}`);
      expect([digestIn(answer), digestOf(answer.bytes) === first]).toEqual([first, false]);
      expect(jsonOf(answer)).toMatchObject({ annotations: { note: 'first' } });
    }),
  'manifest-digest-lies': () =>
    withDefect('manifest-digest-lies', async (wire, { first }) => {
      const answer = await wire.call('GET', MANIFEST_1);
      expect([digestIn(answer) === first, digestOf(answer.bytes)]).toEqual([false, first]);
    }),
  'manifest-type-wrong': () =>
    withDefect('manifest-type-wrong', async (wire) => {
      expect(headerOf(await wire.call('GET', MANIFEST_1), 'content-type')).toBe('text/html');
    }),
  'manifest-not-json': () =>
    withDefect('manifest-not-json', async (wire) => {
      const answer = await wire.call('GET', MANIFEST_1);
      expect(digestIn(answer)).toBe(digestOf(answer.bytes));
      expect(() => jsonOf(answer)).toThrow(SyntaxError);
    }),
  'manifest-far-too-large': () =>
    withDefect('manifest-far-too-large', async (wire) => {
      expect(Number(headerOf(await wire.call('HEAD', MANIFEST_1), 'content-length'))).toBe(64 * 1024 * 1024);
    }),
  'tag-moved': () =>
    withDefect('tag-moved', async (wire, { first }) => {
      expect(digestIn(await wire.call('HEAD', MANIFEST_1))).toBe(first);
      const moved = await wire.call('GET', MANIFEST_1);
      expect(digestIn(moved)).not.toBe(first);
      expect(digestIn(moved)).toBe(digestOf(moved.bytes));
      expect(digestIn(await wire.call('GET', MANIFEST_1))).toBe(digestIn(moved));
    }),
  'other-version-served': () =>
    withDefect('other-version-served', async (wire, { first }) => {
      expect(digestIn(await wire.call('GET', MANIFEST_2))).toBe(first);
    }),
  'other-artifact-served': () =>
    withDefect('other-artifact-served', async (wire, { other }) => {
      expect(digestIn(await wire.call('GET', MANIFEST_1))).toBe(other);
      expect((await wire.call('GET', BLOB)).status).toBe(200);
    }),
  'provenance-dropped': () =>
    withDefect('provenance-dropped', async (wire) => {
      const answer = await wire.call('GET', MANIFEST_1);
      expect(digestIn(answer)).toBe(digestOf(answer.bytes));
      expect(jsonOf(answer)).toMatchObject({ layers: [{ mediaType: HELM_CHART }] });
    }),
  'signature-dropped': () =>
    withDefect('signature-dropped', async (wire, { signature }) => {
      expect((await wire.call('GET', signature)).status).toBe(404);
      expect((await wire.call('GET', MANIFEST_1)).status).toBe(200);
    }),
  'blob-redirected': () => withDefect('blob-redirected', (wire, _stock, registry) => leadsAway(wire, BLOB, registry)),
  'manifest-redirected': () =>
    withDefect('manifest-redirected', (wire, _stock, registry) => leadsAway(wire, MANIFEST_1, registry)),
  'blob-redirects-forever': () =>
    withDefect('blob-redirects-forever', async (wire) => {
      const answer = await wire.call('GET', BLOB);
      expect([answer.status, headerOf(answer, 'location')]).toEqual([307, BLOB]);
    }),
  'token-realm-foreign': () =>
    withDefect(
      'token-realm-foreign',
      async (wire, _stock, registry) => {
        const foreign = registry.foreignHost?.host ?? '';
        const challenge = headerOf(await wire.call('GET', MANIFEST_1), 'www-authenticate');
        expect(challenge).toContain(`realm="https://${foreign}/token"`);
        await using there = wireTo(foreign, registry.caPem);
        const token = await tokenFrom(there);
        expect(registry.foreignHost?.requests()).toMatchObject([{ method: 'GET', headers: PASSWORD }]);
        expect((await wire.call('GET', MANIFEST_1, { headers: token })).status).toBe(200);
      },
      BEARER,
    ),
  'never-answers': () =>
    withDefect('never-answers', async (wire, _stock, registry) => {
      const pending = wire.call('GET', '/v2/');
      await expect.poll(() => registry.requests()).toHaveLength(1);
      expect(registry.requests()[0]).not.toHaveProperty('status');
      await Promise.all([expect(pending).rejects.toThrow(), registry.close()]);
    }),
  'challenge-missing': () =>
    withDefect(
      'challenge-missing',
      async (wire) => {
        const answer = await wire.call('GET', MANIFEST_1);
        expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, undefined]);
      },
      BEARER,
    ),
  'credentials-ignored': () =>
    withDefect(
      'credentials-ignored',
      async (wire) => {
        expect((await wire.call('GET', MANIFEST_1, { headers: PASSWORD })).status).toBe(401);
      },
      { mode: 'basic', accounts: [ACCOUNT] },
    ),
  'token-worthless': () => withDefect('token-worthless', (wire) => hasWorthlessToken(wire, 'invalid_token'), BEARER),
  'token-scope-wrong': () =>
    withDefect('token-scope-wrong', (wire) => hasWorthlessToken(wire, 'insufficient_scope'), BEARER),
  unavailable: () =>
    withDefect('unavailable', async (wire) => {
      const answer = await wire.call('GET', MANIFEST_1);
      expect([answer.status, headerOf(answer, 'retry-after')]).toEqual([503, '1']);
    }),
  'too-many-requests': () =>
    withDefect('too-many-requests', async (wire) => {
      const answer = await wire.call('GET', MANIFEST_1);
      expect([answer.status, headerOf(answer, 'retry-after')]).toEqual([429, '1']);
    }),
  'errors-as-html': () =>
    withDefect('errors-as-html', async (wire) => {
      const answer = await wire.call('GET', '/v2/charts/good/manifests/9.9.9');
      expect([answer.status, headerOf(answer, 'content-type')]).toEqual([404, 'text/html']);
      expect((await wire.call('GET', MANIFEST_1)).status).toBe(200);
    }),
};

/** Reads a blob with a client that shows its parts, for as long as it is told to. */
async function readParts(wire: Wire, enough: (length: number) => boolean): Promise<WireAnswer['headers']> {
  let length = 0;
  return wire.stream(BLOB, (part) => {
    length += part.length;
    return enough(length);
  });
}

async function beginsOnly(wire: Wire): Promise<void> {
  const headers = await readParts(wire, (length) => length === LAYER.length >> 1);
  expect(String(headers['content-length'])).toBe(String(LAYER.length));
}

async function goesOnBeyond(wire: Wire, announced: string | undefined): Promise<void> {
  const headers = await readParts(wire, (length) => length > 1024 * 1024);
  expect(headers['content-length']).toBe(announced);
}

async function leadsAway(wire: Wire, target: string, registry: Registry): Promise<void> {
  const foreign = registry.foreignHost?.host ?? '';
  const answer = await wire.call('GET', target);
  expect([answer.status, headerOf(answer, 'location')]).toEqual([307, `https://${foreign}${target}`]);
  await using there = wireTo(foreign, registry.caPem);
  expect((await there.call('GET', target, { headers: PASSWORD })).status).toBe(200);
  expect(registry.foreignHost?.requests()).toMatchObject([{ method: 'GET', target, headers: PASSWORD }]);
}

async function tokenFrom(wire: Wire): Promise<{ readonly authorization: string }> {
  const document = jsonOf(await wire.call('GET', '/token?scope=repository:charts/good:pull', { headers: PASSWORD }));
  const token = typeof document === 'object' && document !== null && 'token' in document ? document.token : undefined;
  return { authorization: `Bearer ${token}` };
}

async function hasWorthlessToken(wire: Wire, error: string): Promise<void> {
  const answer = await wire.call('GET', MANIFEST_1, { headers: await tokenFrom(wire) });
  expect(answer.status).toBe(401);
  expect(headerOf(answer, 'www-authenticate')).toContain(`error="${error}"`);
}

describe('a defect of a registry', () => {
  it.each(Object.entries(SEEN))('%s is seen', (_id, look) => look());

  it('has a name of its own, and each is seen above', () => {
    expect(REGISTRY_DEFECTS.map(({ id }) => id).sort()).toEqual(Object.keys(SEEN).sort());
  });

  it('is known by its name only', async () => {
    await expect(startRegistry({ defects: ['blob-painted'] })).rejects.toThrow(
      /^REGISTRY_DEFECT_UNKNOWN: .*blob-altered/,
    );
  });

  it('is nowhere in a sound registry', async () => {
    const { storage, first, second } = stocked();
    await using registry = await startRegistry({ storage });
    await using wire = wireTo(registry.host, registry.caPem);
    expect(Buffer.from((await wire.call('GET', BLOB)).bytes)).toEqual(LAYER);
    expect(digestIn(await wire.call('GET', MANIFEST_1))).toBe(first);
    expect(digestIn(await wire.call('GET', MANIFEST_2))).toBe(second);
    expect(registry.foreignHost).toBeUndefined();
  });
});
