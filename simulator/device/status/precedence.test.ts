import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEPLOYMENT_STATES } from '../../protocol/documents.ts';
import { overallState, PRECEDENCE } from './precedence.ts';

const states = array(constantFrom(...DEPLOYMENT_STATES), { minLength: 1, maxLength: 8 });

describe('the overall state', () => {
  it.each([
    [['installed', 'failed', 'removing'], 'failed'],
    [['installing', 'removing', 'pending'], 'removing'],
    [['pending', 'installing', 'installed'], 'installing'],
    [['removed', 'pending'], 'pending'],
    [['installed', 'removed'], 'removed'],
    [['installed', 'installed'], 'installed'],
  ] as const)('of %j is %s', (components, expected) => {
    expect(overallState(components)).toBe(expected);
  });

  it('is one of the states, and none of the others is more severe', async () => {
    await assert(
      property(states, (components) => {
        const overall = overallState(components);
        expect(components).toContain(overall);
        for (const state of components)
          expect(PRECEDENCE.indexOf(state)).toBeGreaterThanOrEqual(PRECEDENCE.indexOf(overall));
      }),
      { seed: 1 },
    );
  });

  it('does not depend on the order or number of components in a state', async () => {
    await assert(
      property(states, (components) => {
        expect(overallState([...components, ...components].reverse())).toBe(overallState(components));
      }),
      { seed: 1 },
    );
  });

  it('does not exist without components', () => {
    expect(() => overallState([])).toThrow(RangeError);
  });
});
