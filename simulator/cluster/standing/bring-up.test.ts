import { beforeEach, describe, expect, it, vi } from 'vitest';
import { testFolder } from '../testing/api-server.testing.ts';
import { fakeKind } from '../testing/fake-kind.testing.ts';
import { bringUp, takeDownStanding } from './bring-up.ts';
import { readStanding } from './standing-cluster.ts';

const progress = { step: () => undefined, note: () => undefined };
const path = process.env['PATH'];

beforeEach(async () => {
  vi.stubEnv('XDG_STATE_HOME', await testFolder());
  return () => vi.unstubAllEnvs();
});

describe('a cluster that cannot be taken down', () => {
  it('is said to be left, and remembered until it can', { timeout: 60_000 }, async () => {
    const kind = await fakeKind();
    vi.stubEnv('PATH', `${kind.folder}:${path}`);
    const { access } = await bringUp('kind', { progress });
    vi.stubEnv('PATH', path);
    await expect(takeDownStanding()).rejects.toThrow(
      /^CLUSTER_LEFT_BEHIND: kind waspect-[0-9a-f]{8} could not be taken down \(there is no program kind\); .*cluster down; or remove .*cluster\.json/,
    );
    expect(readStanding()?.access).toEqual(access);
    vi.stubEnv('PATH', `${kind.folder}:${path}`);
    expect(await takeDownStanding()).toEqual(access);
    expect([readStanding(), await takeDownStanding()]).toEqual([undefined, undefined]);
  });
});
