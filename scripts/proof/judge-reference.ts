import type { CheckResult, Effort } from '../../reports/model.ts';
import type { WasMode } from '../../simulator/was/options.ts';
import type { Check } from '../../suites/harness/check.ts';
import { judgeAll } from '../../suites/harness/engine/judge-all.ts';
import { openSession } from '../../suites/harness/session/session.ts';
import { referenceTarget } from './reference-target.ts';

export interface ProofOptions {
  readonly defects?: readonly string[];
  readonly mode?: WasMode;
  readonly effort?: Effort;
  readonly seed?: number;
  readonly concurrency?: number;
}

/** Judges the reference WAS, as it is or with defects, by the given checks. */
export async function judgeReference(
  checks: readonly Check[],
  { defects = [], mode = 'plain', effort = 'quick', seed = 1, concurrency = 8 }: ProofOptions,
): Promise<readonly CheckResult[]> {
  const target = await referenceTarget({ defects, mode });
  try {
    const session = await openSession({
      targetFile: target.file,
      endpoint: null,
      seed,
      nonce: 'proof',
      effort,
      latencyMs: mode === 'contrary' ? 1500 : 5,
      selected: null,
      replay: null,
    });
    try {
      return await judgeAll(checks, session, concurrency);
    } finally {
      await session.close();
    }
  } finally {
    await target.close();
  }
}
