import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { intoSecrets } from '../objects/parts.ts';
import { readInputFiles, withIndex } from './input-files.ts';

async function mounted(secrets: readonly ReadonlyMap<string, Uint8Array>[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'waspect-input-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const secret of secrets) for (const [name, bytes] of secret) await writeFile(join(folder, name), bytes);
  return folder;
}

const FILES = new Map<string, Uint8Array>([
  ['task', Buffer.from('a task')],
  ['nothing', Buffer.of()],
  ['identities', randomBytes(2_500_000)],
]);

describe('what a shard reads', () => {
  it('fits into Secrets, and is joined again', async () => {
    const secrets = intoSecrets(withIndex(FILES));
    expect(secrets).toHaveLength(3);
    for (const secret of secrets)
      expect([...secret.values()].reduce((sum, { length }) => sum + length, 0)).toBeLessThan(2 ** 20);
    const read = await readInputFiles(await mounted(secrets));
    expect([...read.keys()].sort()).toEqual([...FILES.keys()].sort());
    for (const [name, bytes] of FILES) expect(Buffer.from(read.get(name) ?? []).equals(bytes)).toBe(true);
  });

  it('is refused where a Secret is missing', async () => {
    const folder = await mounted(intoSecrets(withIndex(FILES)).slice(0, 2));
    await expect(readInputFiles(folder)).rejects.toThrow(/^FLEET_INPUTS_DAMAGED: identities is not as it was sent/);
    await expect(readInputFiles(await mounted([]))).rejects.toThrow(/^FLEET_INPUTS_DAMAGED: index.json is missing/);
  });
});
