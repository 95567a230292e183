import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, asyncProperty, constantFrom, nat, record } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DurableFiles, durableFiles } from './durable-files.ts';
import { INITIAL_STATE } from './state/device-state.ts';
import { FileStateStore } from './state/file-store.ts';
import { bench } from './testing/a-device.test-support.ts';
import { type TestPki, testPki } from './testing/pki.test-support.ts';
import { SmallWfm } from './testing/small-wfm.test-support.ts';

const KEPT = '11111111-1111-4111-8111-111111111111';
const GONE = '22222222-2222-4222-8222-222222222222';

let pki: TestPki;
let folder: string;
let number = 0;
beforeAll(async () => {
  pki = await testPki();
  folder = await mkdtemp(join(tmpdir(), 'crash-'));
});
afterAll(() => rm(folder, { recursive: true }));

type Step = keyof DurableFiles;

/** A disk that loses power at the n-th write: in the middle of the file, before the rename, or just after it. */
function failingAt(write: number, step: Step): DurableFiles {
  let writes = 0;
  const fail = async (at: Step, work: () => Promise<void>): Promise<void> => {
    if (writes < write || (writes === write && at !== step)) return work();
    throw new Error('power lost');
  };
  return {
    write: (path, text) => {
      writes += 1;
      return fail('write', () => durableFiles.write(path, text)).catch(async (error: unknown) => {
        await writeFile(path, text.slice(0, text.length / 2));
        throw error;
      });
    },
    rename: (from, to) => fail('rename', () => durableFiles.rename(from, to)),
    syncFolder: (path) => fail('syncFolder', () => durableFiles.syncFolder(path)),
  };
}

const LEGAL: Readonly<Record<string, readonly string[]>> = {
  start: ['pending', 'installing', 'failed'],
  pending: ['pending', 'installing', 'removing'],
  installing: ['pending', 'installing', 'installed', 'failed', 'removing'],
  installed: ['pending', 'installing', 'installed', 'removing'],
  failed: ['pending', 'installing', 'failed', 'removing'],
  removing: ['removing', 'removed', 'failed'],
  removed: ['removed'],
};

describe('a crash at any write', () => {
  it('leaves a device that ends where it would have ended, without a rollback and with legal statuses', async () => {
    let crashes = 0;
    const crash = record({ write: nat({ max: 24 }), step: constantFrom<Step>('write', 'rename', 'syncFolder') });
    await assert(
      asyncProperty(crash, async ({ write, step }) => {
        const wfm = await SmallWfm.start(pki);
        const stand = bench(() => ({ delayMs: 1_000 }));
        number += 1;
        const path = join(folder, `state-${number}`);
        const doomed = await stand.device(pki, wfm.url, { state: new FileStateStore(path, failingAt(write, step)) });
        const manifests = [
          () =>
            wfm.publish(1, [
              { id: KEPT, deviceId: 'device-1', components: [{ name: 'db' }, { name: 'web' }] },
              { id: GONE, deviceId: 'device-1' },
            ]),
          () =>
            wfm.publish(4, [
              { id: KEPT, deviceId: 'device-1', components: [{ name: 'db' }, { name: 'web', revision: '2.0.0' }] },
            ]),
        ];
        let alive = true;
        for (const publish of manifests) {
          await publish();
          if (!alive) continue;
          alive = await stand.clock.run(doomed.pollOnce()).then(
            () => true,
            () => false,
          );
        }
        if (!alive) crashes += 1;
        const before = (await new FileStateStore(path).load()).accepted?.version ?? 0n;
        await doomed.stop();
        const next = await stand.device(pki, wfm.url, { state: new FileStateStore(path) });
        expect(next.state().accepted?.version ?? 0n).toBe(before);
        await stand.clock.run(next.pollOnce());
        expect(next.state()).toMatchObject({ accepted: { version: 4n }, adopting: null, outbox: [] });
        expect(stand.runtime.components().map(({ name, revision }) => `${name} ${revision}`)).toEqual([
          'db 1.0.0',
          'web 2.0.0',
        ]);
        for (const id of [KEPT, GONE]) {
          const states = wfm.statesOf(id);
          for (const [index, state] of states.entries())
            expect(LEGAL[index === 0 ? 'start' : (states[index - 1] ?? '')], states.join()).toContain(state);
        }
        expect(wfm.statesOf(KEPT).at(-1)).toBe('installed');
        await next.stop();
        await wfm.close();
      }),
      { seed: 11, numRuns: 40 },
    );
    expect(crashes).toBeGreaterThan(20);
  });
});

describe('a device whose state was lost', () => {
  it('takes away and reports what runs although nobody asks for it any more', async () => {
    const wfm = await SmallWfm.start(pki);
    const stand = bench();
    const orders = [KEPT, GONE].map((id) => ({
      id,
      deviceId: 'device-1',
      components: [{ name: 'db' }, { name: 'web' }],
    }));
    await wfm.publish(1, orders);
    const before = await stand.device(pki, wfm.url);
    await stand.clock.run(before.pollOnce());
    await before.stop();
    await wfm.publish(2, orders.slice(0, 1));
    const next = await stand.device(pki, wfm.url);
    await stand.clock.run(next.pollOnce());
    expect(stand.runtime.components().map(({ deploymentId, name }) => `${deploymentId} ${name}`)).toEqual([
      `${KEPT} db`,
      `${KEPT} web`,
    ]);
    expect(wfm.statesOf(GONE).slice(-3)).toEqual(['removing', 'removing', 'removed']);
    expect(next.state()).toMatchObject({ accepted: { version: 2n }, outbox: [] });
    await next.stop();
    await wfm.close();
  });
});

describe('the state file', () => {
  it('is a fresh start only where there is none', async () => {
    expect(await new FileStateStore(join(folder, 'none')).load()).toEqual(INITIAL_STATE);
  });

  it('is refused where any of its bytes has changed or is missing', async () => {
    const path = join(folder, 'damaged');
    const store = new FileStateStore(path);
    await store.save({ ...INITIAL_STATE, accepted: { version: 2n ** 64n - 1n, etag: '"x"' }, reportedDevices: ['a'] });
    expect((await store.load()).accepted?.version).toBe(2n ** 64n - 1n);
    const sound = await readFile(path);
    await assert(
      asyncProperty(nat({ max: sound.length - 1 }), constantFrom('flip', 'cut'), async (at, how) => {
        const damaged = how === 'cut' ? sound.subarray(0, at) : Buffer.from(sound);
        if (how === 'flip') damaged[at] = (damaged[at] ?? 0) ^ 1;
        await writeFile(path, damaged);
        await expect(store.load()).rejects.toThrow(/^STATE_CORRUPT/);
      }),
      { seed: 12, numRuns: 60 },
    );
  });

  it('that cannot be written ends the device with a code, not with a silent loss', async () => {
    const wfm = await SmallWfm.start(pki);
    const stand = bench();
    const device = await stand.device(pki, wfm.url, {
      state: new FileStateStore(join(folder, 'no', 'such', 'folder')),
    });
    await expect(stand.clock.run(device.pollOnce())).rejects.toThrow(/^STATE_UNWRITABLE/);
    await device.stop();
    await wfm.close();
  });
});
