import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openEngine } from '../../engine/api/engine-api.ts';
import { realEngine } from '../../engine/testing/real-engine.testing.ts';
import { testFolder } from '../testing/api-server.testing.ts';
import { k3sProvider } from './k3s-provider.ts';
import { CLUSTER_LABEL } from './remove-k3s.ts';

const progress = { step: () => undefined, note: () => undefined };

beforeEach(async () => {
  vi.stubEnv('XDG_STATE_HOME', await testFolder());
  return () => vi.unstubAllEnvs();
});

it('wants a container engine', async () => {
  vi.stubEnv('DOCKER_HOST', `unix://${join(await testFolder(), 'docker.sock')}`);
  expect(await k3sProvider.obstacle()).toMatch(/^no container engine answers \(ENGINE_UNREACHABLE: /);
});

// As far as it goes on an engine that reaches no registry: the image of k3s cannot be pulled.
describe('on an engine without a registry', () => {
  const engine = realEngine('own');

  it('is tried, and tells why it does not come up', async () => {
    const { dockerHost } = engine.access();
    vi.stubEnv('DOCKER_HOST', dockerHost);
    expect(await k3sProvider.obstacle()).toBeUndefined();
    await expect(k3sProvider.start({ progress })).rejects.toThrow(/^CLUSTER_START_FAILED: .*rancher\/k3s/s);
    const api = openEngine({ dockerHost });
    expect(await api.containers({})).toEqual([]);
    expect(await api.remains({ [CLUSTER_LABEL]: '' })).toEqual([]);
    await api.close();
  }, 90_000);
});
