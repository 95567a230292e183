import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { RC2_BASES, RC2_FACETS } from '../../../../simulator/protocol/rc2/dialects.ts';
import { readRc2Dialect } from '../../../../simulator/protocol/rc2/revision.ts';
import { candidates, distance } from './candidates.ts';
import { dialectOf } from './dialect-space.ts';
import { dialectLine, dialectText } from './inferred.ts';

const space = dialectOf({ revision: '1.0.0-rc.2', dialect: {} })?.space;

const anyDialect = fc
  .record(
    Object.fromEntries(
      Object.entries(RC2_FACETS).map(([name, values]) => [name, fc.constantFrom<string | boolean>(...values)]),
    ),
    { noNullPrototype: true },
  )
  .map((facets) => readRc2Dialect({ ...facets }));

it('the line of a target file says all of a dialect, and no base is nearer', () => {
  fc.assert(
    fc.property(anyDialect, (spoken) => {
      if (!space) throw new TypeError('1.0.0-rc.2 has dialects');
      const { dialect }: { dialect: Record<string, unknown> } = parse(dialectLine(space, spoken));
      expect(readRc2Dialect(dialect)).toEqual(spoken);
      const nearest = Math.min(...Object.values(RC2_BASES).map((base) => distance(base, spoken)));
      expect(Object.keys(dialect)).toHaveLength(1 + nearest);
    }),
  );
});

it('a published state is called by its name alone', () => {
  for (const [name, base] of Object.entries(RC2_BASES)) expect(space && dialectText(space, base)).toBe(name);
});

it('every other value of what one thing tells is tried once, a published state before all', () => {
  fc.assert(
    fc.property(anyDialect, (spoken) => {
      if (!space) throw new TypeError('1.0.0-rc.2 has dialects');
      const tried = candidates(space, spoken, 'capabilities-body');
      const combinations = 3 * 2 * 3 * 2;
      expect(tried).toHaveLength(combinations - 1);
      expect(new Set(tried.map((dialect) => JSON.stringify(dialect))).size).toBe(combinations - 1);
      for (const { statusPath, clientIdMember } of tried)
        expect([statusPath, clientIdMember]).toEqual([spoken.statusPath, spoken.clientIdMember]);
    }),
    { numRuns: 20 },
  );
  const [first] = space ? candidates(space, RC2_BASES.O2b, 'capabilities-body') : [];
  expect(first).toMatchObject({ envelopes: 'documents', kinds: 'short', capabilitiesShape: 'resources', roles: true });
});
