import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Authorization } from '../../registry/authorization/authorization.ts';
import type { Registry, RegistryOptions } from '../../registry/registry.ts';
import { startRegistry } from '../../registry/start-registry.ts';
import { createMemoryStorage } from '../../registry/storage/memory-storage.ts';
import { EMPTY_CONTENT, EMPTY_DESCRIPTOR, type ImageManifest } from '../documents.ts';
import { OCI_EMPTY } from '../media-types.ts';
import { OciError } from '../oci-error.ts';
import { parseHost, parseRepository, type RepositoryName, tagOfRevision } from '../reference.ts';
import { createRegistryClient } from './create-registry-client.ts';
import type { Credentials, RegistryAccess, RegistryClient } from './registry-client.ts';

const { name } = parseRepository('oci://registry.example/charts/pump');
const tag = tagOfRevision('1.0.0');
const bytes = new TextEncoder().encode('the content of a layer, which is not very long');
const robot: Credentials = { username: 'robot', password: 'top:secret ä' };
const account = { name: robot.username, password: robot.password };

const codeOf = async (act: Promise<unknown>): Promise<string> => {
  const cause = await act.then(
    () => 'no error',
    (error: unknown) => error,
  );
  if (!(cause instanceof OciError)) return String(cause);
  expect(cause.message).not.toContain(robot.password);
  expect(cause.message).not.toContain(Buffer.from(`${robot.username}:${robot.password}`).toString('base64'));
  return cause.code;
};

const clientOf = (registry: Registry, access: Partial<RegistryAccess> = {}): RegistryClient =>
  createRegistryClient({ host: parseHost(registry.host), ca: registry.caPem, ...access });

async function push(client: RegistryClient, to: RepositoryName = name): Promise<ImageManifest> {
  const config = await client.pushBlob(to, { mediaType: OCI_EMPTY, bytes: EMPTY_CONTENT });
  const layer = await client.pushBlob(to, { mediaType: 'application/x-test', bytes, annotations: { a: 'b' } });
  const manifest: ImageManifest = { schemaVersion: 2, artifactType: 'application/x-test', config, layers: [layer] };
  await client.pushManifest(to, manifest, tag);
  return manifest;
}

async function pull(client: RegistryClient, folder: string): Promise<string> {
  const { reading } = await client.resolve(name, tag);
  const layer = reading.kind === 'manifest' ? reading.manifest.layers[0] : undefined;
  if (!layer) return 'no layer';
  await client.download(name, layer, join(folder, 'layer'));
  return readFile(join(folder, 'layer'), 'utf8');
}

describe('a client of a registry', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waspect-oci-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const modes: readonly Authorization[] = [
    { mode: 'anonymous' },
    { mode: 'basic', accounts: [account] },
    { mode: 'bearer', accounts: [account] },
  ];

  it.each(modes)('gets what it pushed: $mode', async (authorization) => {
    await using registry = await startRegistry({ authorization });
    await using client = clientOf(registry, { credentials: robot });
    const manifest = await push(client);
    const resolved = await client.resolve(name, tag);
    expect(resolved.reading).toMatchObject({ kind: 'manifest', manifest });
    expect((await client.resolve(name, resolved.digest)).bytes).toEqual(resolved.bytes);
    expect(await pull(client, folder)).toBe(new TextDecoder().decode(bytes));
    expect(await readdir(folder)).toEqual(['layer']);
    expect(await client.tags(name)).toEqual([tag]);
    const subject = {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: resolved.digest,
      size: resolved.bytes.length,
    };
    const { digest } = await client.pushManifest(name, { ...manifest, subject });
    expect((await client.referrers(name, resolved.digest)).map((referrer) => referrer.digest)).toEqual([digest]);
  });

  it('reads lists that come in pages', async () => {
    await using registry = await startRegistry({ limits: { pageSize: 2 } });
    await using client = clientOf(registry);
    const manifest = await push(client);
    const tags = ['a', 'b', 'c', 'd', 'e'].map(tagOfRevision);
    for (const more of tags) await client.pushManifest(name, manifest, more);
    expect(await client.tags(name)).toEqual([tag, ...tags]);
    await using hasty = clientOf(registry, { limits: { pages: 2 } });
    expect(await codeOf(hasty.tags(name))).toBe('ARTIFACT_TOO_LARGE');
  });

  it.each([
    ['basic', undefined, 'REGISTRY_UNAUTHORIZED'],
    ['bearer', undefined, 'REGISTRY_UNAUTHORIZED'],
    ['basic', { ...robot, password: 'wrong' }, 'REGISTRY_UNAUTHORIZED'],
    ['bearer', { ...robot, password: 'wrong' }, 'REGISTRY_UNAUTHORIZED'],
  ] as const)('is told that it is not known: %s, %o', async (mode, credentials, code) => {
    await using registry = await startRegistry({ authorization: { mode, accounts: [account] } });
    await using client = clientOf(registry, credentials && { credentials });
    expect(await codeOf(client.resolve(name, tag))).toBe(code);
  });

  it.each(['basic', 'bearer'] as const)('is told that it may not do something: %s', async (mode) => {
    const grants = [{ repository: 'charts/*', actions: ['pull'] as const }];
    await using registry = await startRegistry({ authorization: { mode, accounts: [{ ...account, grants }] } });
    await using client = clientOf(registry, { credentials: robot });
    expect(await codeOf(client.resolve(name, tag))).toBe('ARTIFACT_NOT_FOUND');
    expect(await codeOf(push(client))).toBe('REGISTRY_FORBIDDEN');
    expect(await codeOf(client.tags(parseRepository('oci://registry.example/other').name))).toBe('REGISTRY_FORBIDDEN');
  });

  it('keeps a token for its scope, and gets a new one when it has run out', async () => {
    let now = Date.now();
    const authorization: Authorization = { mode: 'bearer', accounts: [account], lifeSeconds: 300 };
    await using registry = await startRegistry({ authorization, now: () => now });
    await using client = clientOf(registry, { credentials: robot });
    await push(client);
    await client.resolve(name, tag);
    const asked = (): number => registry.requests().filter(({ target }) => target.includes('scope=')).length;
    const before = asked();
    await client.resolve(name, tag);
    await client.tags(name);
    expect(asked()).toBe(before);
    now += 600_000;
    await client.resolve(name, tag);
    expect(asked()).toBe(before + 1);
  });

  const defects: Readonly<Record<string, string>> = {
    'blob-altered': 'DIGEST_MISMATCH',
    'blob-truncated': 'DIGEST_MISMATCH',
    'blob-cut-off': 'REGISTRY_UNREACHABLE',
    'blob-stalls': 'REGISTRY_TIMEOUT',
    'blob-endless': 'DIGEST_MISMATCH',
    'blob-absent': 'ARTIFACT_NOT_FOUND',
    'blob-redirects-forever': 'REGISTRY_REDIRECT_REFUSED',
    'manifest-altered': 'DIGEST_MISMATCH',
    'manifest-digest-lies': 'DIGEST_MISMATCH',
    'manifest-not-json': 'REGISTRY_MALFORMED',
    'manifest-far-too-large': 'ARTIFACT_TOO_LARGE',
    unavailable: 'REGISTRY_UNAVAILABLE',
    'too-many-requests': 'REGISTRY_UNAVAILABLE',
    'never-answers': 'REGISTRY_TIMEOUT',
  };

  it.each(Object.entries(defects))('refuses what a registry with the defect %s gives: %s', async (defect, code) => {
    const storage = createMemoryStorage();
    await publish({ storage });
    await using registry = await startRegistry({ storage, defects: [defect] });
    // Only who stalls is waited for until time is up.
    const limits = code === 'REGISTRY_TIMEOUT' ? { requestMs: 300, downloadMs: 300 } : {};
    await using client = clientOf(registry, { limits });
    expect(await codeOf(pull(client, folder))).toBe(code);
    expect(await readdir(folder)).toEqual([]);
  });

  it('takes no blob that is longer than allowed, and asks for none that says so', async () => {
    await using registry = await startRegistry();
    await using client = clientOf(registry, { limits: { blobBytes: 10 } });
    await push(client);
    const before = registry.requests().length;
    const big = { ...EMPTY_DESCRIPTOR, size: 11 };
    expect(await codeOf(client.download(name, big, join(folder, 'x')))).toBe('ARTIFACT_TOO_LARGE');
    expect(registry.requests()).toHaveLength(before);
  });

  it('says why a registry cannot be reached', async () => {
    await using registry = await startRegistry();
    await using stranger = createRegistryClient({ host: parseHost(registry.host) });
    expect(await codeOf(stranger.resolve(name, tag))).toBe('REGISTRY_CA_UNKNOWN');
    await using client = clientOf(registry);
    await registry.goDown();
    expect(await codeOf(client.resolve(name, tag))).toBe('REGISTRY_UNREACHABLE');
    await registry.comeBack();
    expect(await codeOf(client.resolve(name, tag))).toBe('ARTIFACT_NOT_FOUND');
  });

  it('asks nothing any more when it is closed', async () => {
    await using registry = await startRegistry();
    const client = clientOf(registry);
    await client.close();
    expect(await codeOf(client.tags(name))).toBe('REGISTRY_UNREACHABLE');
    expect(registry.requests()).toEqual([]);
  });

  it('stops where it is told to, for the reason it was told', async () => {
    await using registry = await startRegistry();
    await using client = clientOf(registry);
    const signal = AbortSignal.abort(new Error('enough'));
    expect(await codeOf(client.resolve(name, tag, signal))).toBe('Error: enough');
    await push(client);
    expect(await codeOf(client.download(name, EMPTY_DESCRIPTOR, join(folder, 'x'), signal))).toBe('Error: enough');
    expect(await readdir(folder)).toEqual([]);
  });
});

async function publish(options: RegistryOptions): Promise<void> {
  await using registry = await startRegistry(options);
  await using client = clientOf(registry);
  await push(client);
}
