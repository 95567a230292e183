import { devNull } from 'node:os';
import { systemSearchPath } from '../programs/search-path.ts';

/** A setting as `git config` names it. A name can be given twice; Git takes both in order. */
export type GitSetting = readonly [name: string, value: string];

/**
 * All that a git process sees. Neither the machine's nor the user's configuration reaches it, and it asks nobody
 * anything. Settings go through the environment, since arguments are shown to everyone on the machine.
 */
export function gitEnvironment(home: string, settings: readonly GitSetting[] = []): Record<string, string> {
  const numbered = settings.flatMap(([name, value], index): [string, string][] => [
    [`GIT_CONFIG_KEY_${index}`, name],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    PATH: systemSearchPath(),
    HOME: home,
    XDG_CONFIG_HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(numbered),
  };
}
