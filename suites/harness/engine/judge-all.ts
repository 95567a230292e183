import { setTimeout as delay } from 'node:timers/promises';
import type { CheckResult } from '../../../reports/model.ts';
import type { Check } from '../check.ts';
import { judgeCheck } from '../judge-check.ts';
import type { Session } from '../session/session.ts';
import { withoutJudgement } from '../without-judgement.ts';

/** Judges checks in this very process, without Vitest: for proofs that need hundreds of runs. Exclusive ones run last, alone. */
export async function judgeAll(
  checks: readonly Check[],
  session: Session,
  concurrency: number,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  const waiting = checks.filter((check) => !check.exclusive);
  const judge = async (check: Check): Promise<void> => {
    const limitMs = Math.max(LIMIT_MS, check.timeoutMs?.[session.settings.effort] ?? 0);
    results.push(await Promise.race([judgeCheck(check, session), overdue(check, limitMs)]));
  };
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) await judge(check);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  for (const check of checks) if (check.exclusive) await judge(check);
  return results.sort((left, right) => left.id.localeCompare(right.id, 'en'));
}

const LIMIT_MS = 180_000;

/** A check that hangs must not take a whole proof with it; the timer keeps nothing alive. */
const overdue = (check: Check, limitMs: number): Promise<CheckResult> =>
  delay(limitMs, withoutJudgement(check, 'harnessError', `not ended within ${limitMs} ms`), { ref: false });
