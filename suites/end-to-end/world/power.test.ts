import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replaceFile } from '../../../simulator/device/durable-files.ts';
import { Power } from './power.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'power-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(['write', 'rename'] as const)('power that is lost at a %s', (at) => {
  it('leaves the former text, and no further one until it is back', async () => {
    const file = join(folder, at);
    const power = new Power();
    power.loseAt(2, at);
    await replaceFile(file, 'first', power.files);
    expect(power.lost).toBe(false);
    await expect(replaceFile(file, 'second', power.files)).rejects.toThrow('power is lost');
    await expect(replaceFile(file, 'third', power.files)).rejects.toThrow('power is lost');
    expect([power.lost, await readFile(file, 'utf8')]).toEqual([true, 'first']);
    power.restore();
    await replaceFile(file, 'fourth', power.files);
    expect([power.lost, await readFile(file, 'utf8')]).toEqual([false, 'fourth']);
  });
});
