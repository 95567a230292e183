import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type EngineApi, openEngine } from '../api/engine-api.ts';
import type { EngineAccess } from '../engine.ts';
import { type EngineChoice, type EngineSearch, findEngine } from '../find-engine.ts';

export interface RealEngine {
  access(): EngineAccess;
  api(): EngineApi;
}

const START_MS = 90_000;

/**
 * A container engine for the tests of a file or a `describe`. Without one they are skipped, with the reason and what to
 * do about it; in CI they fail, because nobody reads what was skipped there.
 */
export function realEngine(choice: EngineChoice = 'auto'): RealEngine {
  let search: EngineSearch | undefined;
  let api: EngineApi | undefined;
  beforeAll(async () => {
    search = await findEngine(choice);
    if (search.kind === 'found') api = openEngine(search.engine);
    else if (process.env['CI']) throw new Error(reasonOf(search));
  }, START_MS);
  beforeEach(({ skip }) => {
    if (search?.kind === 'absent') skip(reasonOf(search));
  });
  afterAll(async () => {
    await api?.close();
    if (search?.kind === 'found') await search.engine[Symbol.asyncDispose]();
  });
  const there = <Part>(part: Part | undefined): Part => {
    if (part === undefined) throw new Error('there is no engine before beforeAll has run');
    return part;
  };
  return {
    access: () => there(search?.kind === 'found' ? search.engine : undefined),
    api: () => there(api),
  };
}

const reasonOf = ({ because, enable }: Extract<EngineSearch, { kind: 'absent' }>): string =>
  `no container engine: ${because}; ${enable}`;
