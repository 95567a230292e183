import { describe, expect, it } from 'vitest';
import { CLIENT_LIMITS } from '../../oci/client/limits.ts';
import { publish } from '../../packages/publish.ts';
import { startRegistry } from '../../registry/start-registry.ts';
import { createMemoryStorage } from '../../registry/storage/memory-storage.ts';
import { accessOf, chart, named, policyFor, sourceOf, take, temporaryFolder } from './testing/stage.test-support.ts';

const REFUSED: Readonly<Record<string, string>> = {
  'blob-altered': 'DIGEST_MISMATCH',
  'blob-truncated': 'DIGEST_MISMATCH',
  'blob-endless': 'DIGEST_MISMATCH',
  'blob-stalls': 'REGISTRY_TIMEOUT',
  'blob-cut-off': 'REGISTRY_UNREACHABLE',
  'blob-absent': 'ARTIFACT_NOT_FOUND',
  'manifest-altered': 'DIGEST_MISMATCH',
  'manifest-digest-lies': 'DIGEST_MISMATCH',
  'manifest-not-json': 'REGISTRY_MALFORMED',
  'manifest-far-too-large': 'ARTIFACT_TOO_LARGE',
  'other-version-served': 'ARTIFACT_VERSION_MISMATCH',
  'other-artifact-served': 'CHART_NAME_MISMATCH',
  'blob-redirected': 'REGISTRY_REDIRECT_REFUSED',
  'manifest-redirected': 'REGISTRY_REDIRECT_REFUSED',
  unavailable: 'REGISTRY_UNAVAILABLE',
};

describe('a registry with a defect', () => {
  it.each(Object.entries(REFUSED))('gives nothing that is used, and spoils nothing: %s', async (defect, code) => {
    await using folder = await temporaryFolder();
    const storage = createMemoryStorage();
    await using sound = await startRegistry({ storage });
    await publish(
      accessOf(sound),
      'charts/other',
      await chart({ files: { 'Chart.yaml': 'name: other\nversion: 1.0.0\n' } }),
    );
    await publish(accessOf(sound), 'charts/good', await chart({ version: '0.9.0' }));
    const published = await publish(accessOf(sound), 'charts/good', await chart());
    await using registry = await startRegistry({ storage, defects: [defect] });
    const reference = named({ ...published, repository: `oci://${registry.host}/charts/good` });
    // Only who stalls is waited for until time is up.
    const limits = { client: { ...CLIENT_LIMITS, ...(code === 'REGISTRY_TIMEOUT' && { downloadMs: 300 }) } };
    await using source = sourceOf(policyFor([registry]), folder.path, { limits });
    expect(await take(source, reference)).toBe(code);
    expect(registry.foreignHost?.requests() ?? []).toEqual([]);
    // The same device, and a mirror that has the same content and no defect.
    const policy = policyFor([sound, registry], { mirrors: { [registry.host]: { host: sound.host, only: true } } });
    await using again = sourceOf(policy, folder.path);
    expect(await take(again, reference)).toBe('verified');
  });

  it('gets no credential to another host', async () => {
    const authorization = { mode: 'bearer' as const, accounts: [{ name: 'robot', password: 'secret' }] };
    const storage = createMemoryStorage();
    await using sound = await startRegistry({ storage });
    const published = await publish(accessOf(sound), 'charts/good', await chart());
    for (const [defect, external, code] of [
      ['token-realm-foreign', 'any', 'CREDENTIAL_LEAK_REFUSED'],
      ['blob-redirected', 'any', 'verified'],
      ['blob-redirected', 'refuse', 'REGISTRY_REDIRECT_REFUSED'],
    ] as const) {
      await using registry = await startRegistry({ storage, authorization, defects: [defect] });
      const { foreignHost, host, caPem } = registry;
      const credentials = { username: 'robot', password: 'secret' };
      const hosts = {
        [host]: { ca: caPem, credentials },
        ...(foreignHost && external === 'any' && { [foreignHost.host]: { ca: caPem } }),
      };
      await using cache = await temporaryFolder();
      await using source = sourceOf(policyFor([registry], { external, hosts }), cache.path);
      const repository = `oci://${host}/charts/good`;
      expect(await take(source, named({ ...published, repository }))).toBe(code);
      const requests = foreignHost?.requests() ?? [];
      expect(requests).toHaveLength(code === 'verified' ? 1 : 0);
      for (const { headers } of requests) expect(headers.authorization).toBeUndefined();
    }
  });
});

describe('a mirror', () => {
  it('alone is contacted where the policy says so, and first of all where it does not', async () => {
    const storage = createMemoryStorage();
    await using origin = await startRegistry({ storage });
    await using mirror = await startRegistry({ storage });
    const published = named(await publish(accessOf(origin), 'charts/good', await chart()));
    const used = async (only: boolean): Promise<readonly [string, number, number]> => {
      await using folder = await temporaryFolder();
      const before = [origin.requests().length, mirror.requests().length] as const;
      const mirrors = { [origin.host]: { host: mirror.host, only } };
      await using source = sourceOf(policyFor([mirror, origin], { mirrors, external: 'listed' }), folder.path);
      const code = await take(source, published);
      return [code, origin.requests().length - before[0], mirror.requests().length - before[1]];
    };
    expect(await used(true)).toEqual(['verified', 0, 2]);
    expect(await used(false)).toEqual(['verified', 0, 2]);
    await mirror.goDown();
    expect(await used(true)).toEqual(['REGISTRY_UNREACHABLE', 0, 0]);
    expect(await used(false)).toEqual(['verified', 2, 0]);
  });

  it('that lacks something leaves it to the registry, unless it is the only one', async () => {
    await using origin = await startRegistry();
    await using mirror = await startRegistry();
    const published = named(await publish(accessOf(origin), 'charts/good', await chart()));
    const outcome = async (only: boolean): Promise<string> => {
      await using folder = await temporaryFolder();
      const mirrors = { [origin.host]: { host: mirror.host, only } };
      await using source = sourceOf(policyFor([mirror, origin], { mirrors, external: 'listed' }), folder.path);
      return await take(source, published);
    };
    expect(await outcome(true)).toBe('ARTIFACT_NOT_FOUND');
    expect(await outcome(false)).toBe('verified');
  });
});

describe('an external registry', () => {
  it('is not even connected to where the policy refuses it', async () => {
    await using folder = await temporaryFolder();
    await using internal = await startRegistry();
    await using external = await startRegistry();
    const published = await publish(accessOf(external), 'charts/good', await chart());
    const before = external.requests().length;
    await using source = sourceOf(policyFor([internal, external]), folder.path);
    expect(await take(source, named(published))).toBe('EXTERNAL_REGISTRY_REFUSED');
    expect(external.requests()).toHaveLength(before);
    await using allowed = sourceOf(policyFor([internal, external], { external: 'listed' }), folder.path);
    expect(await take(allowed, named(published))).toBe('verified');
  });

  it('gives no package that carries no signature, where the policy takes those internally only', async () => {
    await using folder = await temporaryFolder();
    await using internal = await startRegistry();
    await using external = await startRegistry();
    const policy = policyFor([internal, external], { external: 'any', unsigned: 'internal-only' });
    await using source = sourceOf(policy, folder.path);
    const packed = await chart();
    expect(await take(source, named(await publish(accessOf(external), 'charts/good', packed)))).toBe(
      'UNSIGNED_TYPE_REFUSED',
    );
    expect(await take(source, named(await publish(accessOf(internal), 'charts/good', packed)))).toBe('verified');
  });
});
