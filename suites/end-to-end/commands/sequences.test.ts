import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BREAK_DOWNS, THEMES } from '../themes.ts';
import { sequences } from './sequences.ts';
import { firstVariant, orderOf, REVISIONS, revised } from './workloads.ts';

const place = (type: 'helm' | 'compose') => ({
  name: 'n',
  image: 'i',
  type,
  repositoryOf: (chart: string) => `oci://r.example/${chart}`,
});

describe('sequences', () => {
  it.each([...THEMES, BREAK_DOWNS])(
    'of $name begin with something that runs, and have eight commands at most',
    (theme) => {
      const seen = new Set<string>();
      fc.assert(
        fc.property(sequences(theme.kinds), (commands) => {
          for (const { command } of commands) seen.add(command);
          expect(commands[0]).toMatchObject({ command: 'assign' });
          expect(commands.length).toBeGreaterThan(1);
          expect(commands.length).toBeLessThanOrEqual(8);
        }),
        { seed: 1, numRuns: 300 },
      );
      const named = new Set(theme.kinds.map((kind) => kind.replace(/^assign-.*/, 'assign')));
      expect(seen).toEqual(new Set(['assign', ...named]));
    },
  );

  it('survive being written down as JSON', () => {
    fc.assert(
      fc.property(sequences(['assign-any', 'crash', 'restart', 'poll']), (commands) => {
        expect(JSON.parse(JSON.stringify(commands))).toEqual(commands);
      }),
      { seed: 1 },
    );
  });

  it('are played at least twenty times on a cluster at standard, and two hundred at thorough', () => {
    const sum = (effort: 'standard' | 'thorough') =>
      [...THEMES, BREAK_DOWNS].reduce((total, { onCluster }) => total + onCluster[effort], 0);
    expect([sum('standard') >= 20, sum('thorough') >= 200]).toEqual([true, true]);
  });
});

describe('orders', () => {
  it('change in the revision that is named, and come round again', () => {
    const first = firstVariant('pair', 1);
    expect(revised(first, 'last').revisions).toEqual([0, 1]);
    expect(revised(first, 'first').revisions).toEqual([1, 0]);
    expect(REVISIONS.reduce((variant) => revised(variant, 'last'), first)).toEqual(first);
  });

  it('aim at paths of a chart, and at variables of an application', () => {
    const pointersOf = (type: 'helm' | 'compose') =>
      Object.values(orderOf(firstVariant('good', 0), place(type)).parameters).flatMap(({ targets }) =>
        targets.map(({ pointer }) => pointer),
      );
    expect(pointersOf('helm')).toContain('settings.limits.number');
    expect(pointersOf('compose')).toContain('SETTINGS_LIMITS_NUMBER');
    for (const pointer of pointersOf('compose')) expect(pointer).toMatch(/^[A-Z_]+$/);
  });

  it('have values of every type, and all of them reach somebody', () => {
    const types = new Set<string>();
    for (let mark = 0; mark < 48; mark++)
      for (const { value, targets } of Object.values(orderOf(firstVariant('pair', mark), place('helm')).parameters)) {
        types.add(typeof value);
        expect(targets.flatMap(({ components }) => components).length).toBeGreaterThan(0);
      }
    expect(types).toEqual(new Set(['string', 'number', 'boolean']));
  });
});
