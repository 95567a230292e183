import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadChecks } from '../harness/engine/check-files.ts';

interface Scenario {
  readonly scenario: string;
  readonly steps: readonly Step[];
}

interface Step {
  readonly step: string;
  readonly checks?: readonly string[];
  readonly note?: string;
  /** Why no check covers it yet. */
  readonly later?: string;
}

const scenarios: readonly Scenario[] = parse(readFileSync(new URL('./peer-mapping.yaml', import.meta.url), 'utf8'));
const steps = scenarios.flatMap((scenario) => scenario.steps);

describe('the mapping of the toolkit of the standard', () => {
  it('has its 9 scenarios and 29 steps, each once', () => {
    expect(scenarios).toHaveLength(9);
    expect(new Set(steps.map(({ step }) => step)).size).toBe(29);
  });

  it('names checks that exist, or says why there is none yet', async () => {
    const known = new Set((await loadChecks()).map(({ id }) => id));
    const unknown = steps.flatMap(({ checks = [] }) => checks.filter((id) => !known.has(id)));
    expect(unknown).toEqual([]);
    for (const { checks = [], later } of steps) expect(checks.length > 0).toBe(later === undefined);
  });
});
