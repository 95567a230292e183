import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../model.ts';
import { failedCheck } from '../sample.test-data.ts';
import { failingSequence } from './commands.ts';

const SEQUENCES = { run: 1, commands: 2 };

function check(value: unknown, changes: Partial<CheckResult> = {}): CheckResult {
  return failedCheck({ counterexample: { value, seed: 1, path: '', shrinks: 0, reproduced: true }, ...changes });
}

describe('failingSequence', () => {
  it('says commands with their arguments in words', () => {
    const value = [{ command: 'assign', workload: 'good-1', device: 2 }, { command: 'restart the WAS' }];
    expect(failingSequence(check(value))).toEqual(['assign workload good-1, device 2', 'restart the WAS']);
  });

  it('takes plain texts for commands only where the check runs sequences', () => {
    const value = ['assign good-1', 'withdraw good-1'];
    expect(failingSequence(check(value, { sequences: SEQUENCES }))).toEqual(value);
    expect(failingSequence(check(value))).toBeNull();
  });

  it.each([[[]], [{ command: 'assign' }], [[{ command: 1 }]], [[{ command: 'assign' }, 7]], [null], ['assign']])(
    'sees no sequence in %j',
    (value) => {
      expect(failingSequence(check(value, { sequences: SEQUENCES }))).toBeNull();
    },
  );

  it('has nothing to say where there is no counterexample', () => {
    expect(failingSequence(failedCheck({ counterexample: null }))).toBeNull();
  });

  it('is bounded, and says what it left out', () => {
    const lines = failingSequence(check(Array.from({ length: 1_000 }, () => ({ command: 'x'.repeat(9_999) }))));
    expect(lines).toHaveLength(101);
    expect(lines?.at(-1)).toBe('… and 900 more');
    expect(Math.max(...(lines ?? []).map((line) => line.length))).toBeLessThanOrEqual(300);
  });
});
