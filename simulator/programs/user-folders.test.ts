import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { cacheFolder, stateFolder } from './user-folders.ts';

const home = userInfo().homedir;

describe("the user's folders", () => {
  it.each<readonly [what: string, env: Record<string, string>, cache: string, state: string]>([
    [
      'are those that the environment names',
      { XDG_CACHE_HOME: '/c', XDG_STATE_HOME: '/s', HOME: '/h' },
      '/c/waspect',
      '/s/waspect',
    ],
    ['are in the home folder', { HOME: '/h' }, '/h/.cache/waspect', '/h/.local/state/waspect'],
    [
      'are never relative to where somebody stands',
      { XDG_CACHE_HOME: 'c', XDG_STATE_HOME: './s', HOME: '/h' },
      '/h/.cache/waspect',
      '/h/.local/state/waspect',
    ],
    [
      'are known where all is empty',
      { XDG_CACHE_HOME: '', XDG_STATE_HOME: '', HOME: '' },
      `${home}/.cache/waspect`,
      `${home}/.local/state/waspect`,
    ],
    ['are known without a relative home', { HOME: 'h' }, `${home}/.cache/waspect`, `${home}/.local/state/waspect`],
    ['are known where nothing is set', {}, `${home}/.cache/waspect`, `${home}/.local/state/waspect`],
  ])('%s', (_what, env, cache, state) => {
    expect([cacheFolder(env), stateFolder(env)]).toEqual([cache, state]);
  });
});
