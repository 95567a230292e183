import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { realEngine } from '../../../engine/testing/real-engine.testing.ts';
import { parseHost } from '../../../oci/reference.ts';
import { HOSTILE_ARCHIVES } from '../../../packages/hostile/index.ts';
import { packCompose } from '../../../packages/pack-compose.ts';
import { publish } from '../../../packages/publish.ts';
import type { Registry } from '../../../registry/registry.ts';
import { startRegistry } from '../../../registry/start-registry.ts';
import { createArtifactSource } from '../../artifacts/create-artifact-source.ts';
import { memoryPins } from '../../artifacts/pins/pins.ts';
import { policyOf } from '../../artifacts/policy/read-policy.ts';
import type { RuntimeComponent } from '../runtime.ts';
import { type Bench, bench, failureOf, never, REAL_WORK, statusesOf } from './bench.test-support.ts';

const engine = realEngine();

const GOOD = join(import.meta.dirname, '../../../../fixtures/compose/good');

interface Site extends Bench {
  readonly registry: Registry;
  /** Publishes the application `good`, and answers the component that is made of it. */
  offer(path: string, changes?: Parameters<typeof packCompose>[1]): Promise<RuntimeComponent>;
}

/** A device that takes its artifacts from a registry of its own. */
async function site(): Promise<Site> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'waspect-cache-'));
  const registry = await startRegistry();
  const { host, caPem } = registry;
  const document = {
    internal: [host],
    external: 'refuse',
    unsigned: 'allow',
    hosts: { [host]: { ca: caPem } },
  } as const;
  const artifacts = createArtifactSource({
    policy: policyOf(document),
    pins: memoryPins(),
    cacheDir,
    limits: { attempts: 1 },
  });
  onTestFinished(async () => {
    await artifacts.close();
    await registry.close();
    await rm(cacheDir, { recursive: true });
  });
  const device = await bench(engine);
  const template = await device.publish('good');
  return {
    ...device,
    registry,
    runtime: device.restarted({ artifacts }),
    async offer(path, changes) {
      const published = await publish({ host: parseHost(host), ca: caPem }, path, await packCompose(GOOD, changes));
      return { ...template, repository: published.repository, revision: published.revision };
    },
  };
}

describe('an application from a registry', REAL_WORK, () => {
  it('runs, and stays as it is while its registry is away or its tag has moved', async () => {
    const { runtime, registry, offer, containers } = await site();
    const component = await offer('apps/good');
    expect(await runtime.installComponent(component, never)).toEqual({ kind: 'done' });
    const before = await containers(component);
    expect(statusesOf(before)).toEqual(['running']);

    await registry.goDown();
    expect(failureOf(await runtime.updateComponent(component, never)).code).toBe('REGISTRY_UNREACHABLE');
    await registry.comeBack();

    await offer('apps/good', { files: { 'README.md': 'another content under the same version' } });
    expect(failureOf(await runtime.updateComponent(component, never)).code).toBe('TAG_MOVED');
    expect(await containers(component)).toEqual(before);
  });

  it.each(HOSTILE_ARCHIVES)(
    'is refused, or made harmless, where its archive is hostile: $id',
    async ({ id, expected }) => {
      const { runtime, offer, containers } = await site();
      const component = { ...(await offer('apps/good', { hostile: id })), wait: false };
      const result = await runtime.installComponent(component, never);
      if (expected === 'refused') expect(failureOf(result).code).toMatch(/^ARCHIVE_/);
      else expect(result).toEqual({ kind: 'done' });
      expect(await containers(component)).toHaveLength(expected === 'refused' ? 0 : 1);
    },
  );
});
