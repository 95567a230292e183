import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOSTILE_ARCHIVES } from '../../../packages/hostile/index.ts';
import { application, temporaryFolder } from '../testing/stage.test-support.ts';
import { unpackComposeArchive } from './unpack.ts';

describe('archives that others made to do harm', () => {
  it.each(HOSTILE_ARCHIVES.map(({ id, expected }) => [id, expected] as const))('%s: %s', async (id, expected) => {
    await using folder = await temporaryFolder();
    const { archive } = await application({ hostile: id });
    await writeFile(join(folder.path, 'archive'), archive);
    const unpacking = unpackComposeArchive(join(folder.path, 'archive'), join(folder.path, 'out'));
    const outcome = await unpacking.then(
      () => 'neutralised',
      (error: unknown) =>
        /^DeviceError: ARCHIVE_(UNSAFE|INVALID|TOO_LARGE): /.test(String(error)) ? 'refused' : error,
    );
    expect(outcome).toBe(expected);
  });
});
