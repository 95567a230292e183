import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ERRATA } from './errata.ts';

it('every erratum has an id of its own and speaks of a schema that is there', () => {
  expect(new Set(ERRATA.map(({ id }) => id)).size).toBe(ERRATA.length);
  for (const { schema } of ERRATA)
    expect(existsSync(new URL(`./schemas/${schema}.json`, import.meta.url)), schema).toBe(true);
});
