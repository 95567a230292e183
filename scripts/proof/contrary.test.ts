import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../reports/model.ts';
import { REVISION_IDS, type RevisionId } from '../../simulator/protocol/revision.ts';
import type { WasMode } from '../../simulator/was/options.ts';
import type { Check } from '../../suites/harness/check.ts';
import { coreChecks } from './core-checks.ts';
import { judgeReference } from './judge-reference.ts';
import { judgeTarget } from './judge-target.ts';
import { referenceTarget } from './reference-target.ts';
import { unjust } from './unjust.ts';

const LIMIT_MS = 8 * 60_000;
/** Most of the time in these modes goes into waiting for what shows late. */
const CONCURRENCY = 32;

/** Those that have to be alone have a WAS for themselves, so that nobody waits for the end of the others. */
async function judgeMode(
  checks: readonly Check[],
  revision: RevisionId,
  mode: WasMode,
  seed: number,
): Promise<readonly CheckResult[]> {
  const parts = [true, false].map((alone) => checks.filter(({ exclusive = false }) => exclusive === alone));
  const judged = parts.map((part) =>
    judgeReference(part, { revision, mode, seed, pace: 'ample', concurrency: CONCURRENCY }),
  );
  return (await Promise.all(judged)).flat();
}

const MODES: readonly (readonly [mode: WasMode, freedoms: string, seed: number])[] = [
  ['contrary', 'unusual documents, limited rates, late effects, refusals in HTTP', 11],
  ['obstinate', 'unusual HTTP, idle connections closed, nothing kept, a late view for the operator', 12],
];

/** They play with clients of their own from beginning to end, and meet a WFM with a memory in each of their sequences. */
const PLAYED = /^(end-to-end|registries)\//;
/** Each look at a repository takes processes, and a late WFM is looked at often: `prove --mode` plays there by hand. */
const SLOW_TO_PLAY: RevisionId = 'pre-draft-2024';

describe.concurrent('a WFM that uses its freedoms passes every check', { timeout: LIMIT_MS }, () => {
  const cases = REVISION_IDS.flatMap((revision) => MODES.map((mode) => [revision, ...mode] as const));
  it.each(cases)('of %s, %s: %s', async (revision, mode, _freedoms, seed) => {
    const checks = (await coreChecks(revision)).filter(({ id }) => revision !== SLOW_TO_PLAY || !PLAYED.test(id));
    const results = await judgeMode(checks, revision, mode, seed);
    expect(results).toHaveLength(checks.length);
    expect(unjust(results)).toEqual([]);
  });
});

const verdicts = (results: readonly CheckResult[]): Readonly<Record<string, string>> =>
  Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]));

it.each(REVISION_IDS)(
  'a WFM of %s with a memory gets the same verdicts again',
  { timeout: LIMIT_MS },
  async (revision) => {
    const checks = (await coreChecks(revision)).filter(({ id }) => !PLAYED.test(id));
    await using target = await referenceTarget({ revision }, 'ample');
    const first = await judgeTarget(target.file, checks, { seed: 13, nonce: 'once' });
    const second = await judgeTarget(target.file, checks, { seed: 13, nonce: 'again' });
    expect([unjust(first), unjust(second)]).toEqual([[], []]);
    expect(verdicts(second)).toEqual(verdicts(first));
  },
);
