import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { testFolder } from '../testing/api-server.testing.ts';
import { beginLedger, bootId, type Ledger, ledgers } from './ledger.ts';
import { undo, undoStrays } from './undo.ts';

beforeEach(async () => {
  vi.stubEnv('XDG_STATE_HOME', await testFolder());
  return () => vi.unstubAllEnvs();
});

/** A ledger of a cluster of which nothing but files is left, and its folder. */
async function abandoned(changes: Partial<Ledger> = {}): Promise<{ readonly file: string; readonly folder: string }> {
  const { ledger, file } = beginLedger();
  await writeFile(file, JSON.stringify({ ...ledger, owner: { pid: ledger.owner.pid, startTime: '1' }, ...changes }));
  await mkdir(join(ledger.folder, 'var/lib'), { recursive: true });
  return { file, folder: ledger.folder };
}

describe('undoing', () => {
  it.each([
    ['of a cluster that runs no more', {}],
    ['from before the machine started', { bootId: 'another' }],
  ])('what a ledger %s says removes its folder and then the ledger; twice is fine', async (_what, changes) => {
    const { file, folder } = await abandoned(changes);
    await Promise.all([undo(file), undo(file)]);
    await undo(file);
    expect([existsSync(folder), existsSync(file)]).toEqual([false, false]);
  });

  it.each<readonly [string, (outside: string) => Partial<Ledger>]>([
    ['a folder', (outside) => ({ folder: outside })],
    ['a folder above', (outside) => ({ folder: `${outside}/waspect/debian/../../aaaaaaaa` })],
    ['control groups', () => ({ cgroups: ['/sys/fs/cgroup/pids'] })],
    ['a link', () => ({ link: 'eth0' })],
  ])('never touches %s that no cluster has', async (_what, changes) => {
    const outside = await testFolder();
    const { file } = await abandoned(changes(outside));
    await expect(undo(file)).rejects.toThrow(/^CLUSTER_STATE_UNUSABLE: .*is no ledger of a cluster/);
    expect([existsSync(outside), existsSync(file)]).toEqual([true, true]);
  });
});

describe('what others left behind', () => {
  it('is undone where its owner is gone, and only there', async () => {
    const owned = beginLedger();
    const kept = await abandoned();
    const stray = await abandoned();
    const old = await abandoned({ bootId: 'another' });
    await undoStrays((file) => file === kept.file);
    expect([owned, kept, stray, old].map(({ file }) => existsSync(file))).toEqual([true, true, false, false]);
    expect(
      ledgers()
        .map(({ file }) => file)
        .toSorted(),
    ).toEqual([owned.file, kept.file].toSorted());
    expect(owned.ledger.bootId).toBe(bootId());
  });
});
