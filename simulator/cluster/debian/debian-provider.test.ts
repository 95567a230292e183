import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { testFolder } from '../testing/api-server.testing.ts';
import { debianProvider } from './debian-provider.ts';

afterEach(() => vi.unstubAllEnvs());

describe('a cluster that could not be kept', () => {
  it.each([
    ['XDG_STATE_HOME', /^CLUSTER_STATE_UNUSABLE: .*make the folder writable, or name another one with XDG_STATE_HOME$/],
    [
      'XDG_CACHE_HOME',
      /^CLUSTER_BUILD_FAILED: .*can be written and has 3 GB, or name another place with XDG_CACHE_HOME$/,
    ],
  ])('for want of %s is not begun, and nothing is installed for it', async (variable, says) => {
    const folder = await testFolder();
    const file = join(folder, 'file');
    await writeFile(file, '');
    vi.stubEnv('XDG_STATE_HOME', folder);
    vi.stubEnv(variable, file);
    const done: string[] = [];
    const tell = (text: string) => void done.push(text);
    await expect(debianProvider.start({ progress: { step: tell, note: tell } })).rejects.toThrow(says);
    expect(done).toEqual([]);
  });
});
