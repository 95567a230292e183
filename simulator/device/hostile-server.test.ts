import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wfmId } from '../pki/spiffe-id.ts';
import { stringifyJson } from '../protocol/json.ts';
import { BUNDLE } from '../protocol/media-types.ts';
import { digestOf } from './desired-state/digest.ts';
import type { FetchPolicy } from './desired-state/fetch-deployments.ts';
import type { SimulatedDevice } from './device.ts';
import type { DeviceEvent } from './events.ts';
import { MemoryStateStore } from './state/memory-store.ts';
import { type Bench, bench } from './testing/a-device.test-support.ts';
import { bundleOf, deploymentYaml, type TarEntry } from './testing/documents.test-support.ts';
import { type TestPki, TRUST_DOMAIN, testPki } from './testing/pki.test-support.ts';
import { manifestAnswer, SmallWfm } from './testing/small-wfm.test-support.ts';

const GOOD = '11111111-1111-4111-8111-111111111111';
const NEXT = '22222222-2222-4222-8222-222222222222';

let pki: TestPki;
let wfm: SmallWfm;
let stand: Bench;
let state: MemoryStateStore;
let device: SimulatedDevice;

beforeAll(async () => {
  pki = await testPki();
});
beforeEach(async () => {
  wfm = await SmallWfm.start(pki);
  stand = bench();
  state = new MemoryStateStore();
  device = await stand.device(pki, wfm.url, { state });
});
afterEach(async () => {
  await device.stop();
  await wfm.close();
});

const refusals = (): readonly DeviceEvent[] => device.events().filter(({ kind }) => kind === 'content-refused');

async function restartWith(fetch: FetchPolicy): Promise<void> {
  await device.stop();
  device = await stand.device(pki, wfm.url, { state, fetch, limits: { bundleBytes: 100_000, yamlAliases: 10 } });
}

/** One good deployment under version 10, then one poll of something else: the good one has to survive it. */
async function pollAfterGood(hostile: () => Promise<void> | void, fetch: FetchPolicy = 'single'): Promise<void> {
  await wfm.publish(10, [{ id: GOOD, deviceId: 'device-1' }]);
  await restartWith(fetch);
  await stand.clock.run(device.pollOnce());
  await hostile();
  await stand.clock.run(device.pollOnce());
  expect(stand.runtime.components().map(({ deploymentId }) => deploymentId)).toEqual([GOOD]);
  expect(device.state()).toMatchObject({ accepted: { version: 10n }, adopting: null });
}

const showManifest = (manifest: string): void => {
  wfm.override = ({ method, path }) =>
    method === 'GET' && path === '/api/v1/deployments' ? manifestAnswer(manifest) : undefined;
};

const HEX = 'a'.repeat(64);
const reference = (changes: object = {}): object => ({
  deploymentId: NEXT,
  digest: `sha256:${HEX}`,
  url: `/api/v1/deployments/${NEXT}/sha256:${HEX}`,
  ...changes,
});
const bundle = { mediaType: BUNDLE, digest: `sha256:${HEX}`, url: `/api/v1/bundles/sha256:${HEX}` };

describe('a manifest is refused, and the former state kept', () => {
  it.each([
    ['a rollback', { manifestVersion: 9, bundle: null, deployments: [] }, 'VERSION_NOT_INCREASING', true],
    ['the same version again', { manifestVersion: 10, bundle: null, deployments: [] }, 'VERSION_NOT_INCREASING', true],
    [
      'an unknown digest algorithm',
      { manifestVersion: 11, bundle, deployments: [reference({ digest: `sha512:${HEX}${HEX}` })] },
      'DIGEST_ALGORITHM_UNSUPPORTED',
      false,
    ],
    [
      'an unknown algorithm of the bundle',
      { manifestVersion: 11, bundle: { ...bundle, digest: 'md5:00' }, deployments: [reference()] },
      'DIGEST_ALGORITHM_UNSUPPORTED',
      false,
    ],
    [
      'a digest in capitals',
      { manifestVersion: 11, bundle, deployments: [reference({ digest: `sha256:${HEX.toUpperCase()}` })] },
      'MANIFEST_INVALID',
      false,
    ],
    [
      'deployments without a bundle',
      { manifestVersion: 11, bundle: null, deployments: [reference()] },
      'MANIFEST_INVALID',
      false,
    ],
    ['a bundle of nothing', { manifestVersion: 11, bundle, deployments: [] }, 'MANIFEST_INVALID', false],
    [
      'a deployment listed twice',
      { manifestVersion: 11, bundle, deployments: [reference(), reference()] },
      'MANIFEST_INVALID',
      false,
    ],
    ['no version', { bundle: null, deployments: [] }, 'MANIFEST_INVALID', false],
    [
      'another origin',
      { manifestVersion: 11, bundle, deployments: [reference({ url: 'https://elsewhere.example/x' })] },
      'URL_REFUSED',
      true,
    ],
  ])('%s', async (_name, manifest, code, security) => {
    await pollAfterGood(() => showManifest(JSON.stringify(manifest)));
    expect(refusals()).toMatchObject([{ code, security }]);
  });

  it.each([
    ['beyond 2^64', '{"manifestVersion":18446744073709551616,"bundle":null,"deployments":[]}'],
    ['a fraction', '{"manifestVersion":11.5,"bundle":null,"deployments":[]}'],
    ['not JSON', 'manifestVersion: 11'],
    ['a list', '[]'],
  ])('%s', async (_name, text) => {
    await pollAfterGood(() => showManifest(text));
    expect(refusals()).toMatchObject([{ code: 'MANIFEST_INVALID' }]);
  });

  it.each([
    ['without a tag', {}],
    ['with a weak tag', { etag: 'W/"x"' }],
  ])('%s', async (_name, headers) => {
    await pollAfterGood(() => {
      const { body = '', ...answer } = manifestAnswer('{"manifestVersion":11,"bundle":null,"deployments":[]}');
      wfm.override = ({ path }) =>
        path === '/api/v1/deployments'
          ? { ...answer, body, headers: { 'content-type': answer.headers?.['content-type'] ?? '', ...headers } }
          : undefined;
    });
    expect(refusals()).toMatchObject([{ code: 'ETAG_INVALID' }]);
  });
});

describe('a document is refused, and the former state kept', () => {
  it.each(['single', 'bundle'] as const)('bytes that do not have their digest (%s)', async (fetch) => {
    await pollAfterGood(async () => {
      await wfm.publish(11, [{ id: NEXT, deviceId: 'device-1' }]);
      const tampered = deploymentYaml({ id: NEXT, deviceId: 'device-1', components: [{ name: 'evil' }] });
      const archive = await bundleOf([{ name: 'a.yaml', bytes: tampered }]);
      wfm.override = ({ path }) => {
        if (path.startsWith('/api/v1/bundles/')) return { status: 200, body: archive };
        return path.includes(NEXT) && path.includes('sha256') ? { status: 200, body: tampered } : undefined;
      };
    }, fetch);
    expect(refusals()).toMatchObject([{ code: 'DIGEST_MISMATCH', security: true }]);
  });

  it.each<[string, string, () => Promise<Buffer>]>([
    ['a zip bomb', 'TOO_LARGE', async () => gzipSync(Buffer.alloc(1_000_000))],
    ['no gzip', 'GZIP_INVALID', async () => Buffer.from('hello')],
    ['no tar', 'BUNDLE_INVALID', async () => gzipSync(Buffer.alloc(1024, 'x'))],
    ['a symbolic link', 'BUNDLE_INVALID', () => bundleOf([entry({ type: 'symlink' })])],
    ['a file in a folder', 'BUNDLE_INVALID', () => bundleOf([entry({ name: 'sub/a.yaml' })])],
    ['an escape', 'BUNDLE_INVALID', () => bundleOf([entry({ name: '../a.yaml' })])],
    ['a file too many', 'DIGEST_MISMATCH', () => bundleOf([entry({}), entry({ name: 'b', bytes: Buffer.from('b') })])],
    ['a file too few', 'BUNDLE_INCOMPLETE', () => bundleOf([])],
  ])('a bundle with %s', async (_name, code, make) => {
    await pollAfterGood(async () => showBundle(await make()), 'bundle');
    expect(refusals()).toMatchObject([{ code }]);
  });

  it.each<[string, string, Buffer]>([
    [
      'YAML that multiplies',
      'DEPLOYMENT_INVALID',
      Buffer.from(`a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: [${'*b, '.repeat(40)}]`),
    ],
    ['text that is no YAML', 'DEPLOYMENT_INVALID', Buffer.from('a: [')],
    ['bytes that are no text', 'DEPLOYMENT_INVALID', Buffer.from([0xff, 0xfe, 0x00])],
    ['a document of another kind', 'DEPLOYMENT_INVALID', Buffer.from('kind: Pod')],
    ['another id than listed', 'DEPLOYMENT_ID_MISMATCH', deploymentYaml({ id: GOOD, deviceId: 'device-1' })],
  ])('a deployment with %s', async (_name, code, bytes) => {
    await pollAfterGood(() => wfm.publishDocuments(11, [{ id: NEXT, bytes }]));
    expect(refusals()).toMatchObject([{ code }]);
  });

  it('a body in a coding that nobody asked for', async () => {
    await pollAfterGood(async () => {
      await wfm.publish(11, [{ id: NEXT, deviceId: 'device-1' }]);
      wfm.override = ({ path }) =>
        path.includes(NEXT) ? { status: 200, headers: { 'content-encoding': 'zstd' }, body: 'x' } : undefined;
    });
    expect(refusals()).toMatchObject([{ code: 'CONTENT_CODING_UNSUPPORTED' }]);
  });
});

describe('what is no attack', () => {
  it('a document that has gone is polled for again, not removed', async () => {
    await pollAfterGood(async () => {
      await wfm.publish(11, [{ id: NEXT, deviceId: 'device-1' }]);
      wfm.override = ({ path }) => (path.includes(NEXT) ? { status: 404 } : undefined);
    });
    wfm.override = () => undefined;
    await stand.clock.run(device.pollOnce());
    expect(stand.runtime.components().map(({ deploymentId }) => deploymentId)).toEqual([NEXT]);
  });

  it('the digest is of the decoded body, and sizeBytes is only advice', async () => {
    const bytes = deploymentYaml({ id: NEXT, deviceId: 'device-1' });
    const digest = digestOf(bytes);
    const url = `/api/v1/deployments/${NEXT}/${digest}`;
    showManifest(
      stringifyJson({
        manifestVersion: 2n ** 60n,
        bundle,
        deployments: [{ deploymentId: NEXT, digest, url, sizeBytes: 1 }],
      }),
    );
    const manifestOnly = wfm.override;
    wfm.override = (request) =>
      request.path === url
        ? { status: 200, headers: { 'content-encoding': 'gzip' }, body: gzipSync(bytes) }
        : manifestOnly(request);
    await restartWith('single');
    await stand.clock.run(device.pollOnce());
    expect(device.state().accepted?.version).toBe(2n ** 60n);
    expect(stand.runtime.components()).toHaveLength(1);
  });

  it('the same manifest under the same tag, sent as 200', async () => {
    await wfm.publish(10, [{ id: GOOD, deviceId: 'device-1' }]);
    const answer = { status: 200, etag: '' };
    await stand.clock.run(device.pollOnce());
    answer.etag = device.state().accepted?.etag ?? '';
    const server = wfm;
    server.override = ({ path, headers }) => {
      if (path !== '/api/v1/deployments' || headers['if-none-match'] !== answer.etag) return undefined;
      const { 'if-none-match': _tag, ...others } = headers;
      return server.regular({ method: 'GET', path, headers: others, body: '' });
    };
    await stand.clock.run(device.pollOnce());
    expect(device.events().at(-1)).toMatchObject({ kind: 'manifest-unchanged' });
  });
});

describe('another peer than the own WFM gets no request', () => {
  it.each([
    ['another WFM of the domain', wfmId(TRUST_DOMAIN, 'wfm-2')],
    ['a WFM in other letters', wfmId(TRUST_DOMAIN, 'WFM-1')],
    ['a client of the own WFM', `${wfmId(TRUST_DOMAIN, 'wfm-1')}/client/client-2`],
  ])('%s', async (_name, spiffeId) => {
    const stranger = await SmallWfm.start(pki, await pki.issue(spiffeId));
    const lured = await stand.device(pki, stranger.url);
    const result = await stand.clock.run(lured.pollOnce());
    expect(result).toMatchObject({ kind: 'setback', setback: { reason: 'TLS_FAILED' } });
    expect(lured.events()).toContainEqual(expect.objectContaining({ kind: 'peer-refused', code: 'WFM_NOT_EXPECTED' }));
    expect(stranger.received).toEqual([]);
    await lured.stop();
    await stranger.close();
  });

  it('a WFM of the same name under another root', async () => {
    const stranger = await SmallWfm.start(pki, (await testPki()).wfm);
    const lured = await stand.device(pki, stranger.url);
    expect(await stand.clock.run(lured.pollOnce())).toMatchObject({ setback: { reason: 'TLS_FAILED' } });
    expect(stranger.received).toEqual([]);
    await lured.stop();
    await stranger.close();
  });
});

const entry = (changes: Partial<TarEntry>): TarEntry => ({
  name: 'a.yaml',
  bytes: deploymentYaml({ id: NEXT, deviceId: 'device-1' }),
  ...changes,
});

/** A manifest whose only fault is what its bundle holds. */
function showBundle(archive: Buffer): void {
  const digest = digestOf(archive);
  const url = `/api/v1/bundles/${digest}`;
  const listed = reference({ digest: digestOf(entry({}).bytes) });
  showManifest(
    JSON.stringify({ manifestVersion: 11, bundle: { mediaType: BUNDLE, digest, url }, deployments: [listed] }),
  );
  const manifestOnly = wfm.override;
  wfm.override = (request) => (request.path === url ? { status: 200, body: archive } : manifestOnly(request));
}
