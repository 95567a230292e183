import { expect, it } from 'vitest';
import { LineLog } from './line-log.ts';

it('tells once that the disk is full, and takes lines all the same', async () => {
  const reasons: string[] = [];
  const log = new LineLog('/dev/full', (reason) => reasons.push(reason));
  for (let line = 0; line < 10; line += 1) log.write(`${'x'.repeat(40_000)}\n`);
  await log.close();
  log.write('more\n');
  await log.close();
  expect(reasons).toEqual([expect.stringContaining('ENOSPC')]);
});
