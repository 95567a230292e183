import type { CheckResult } from '../../../reports/model.ts';
import type { Check } from '../check.ts';
import { judgeCheck } from '../judge-check.ts';
import type { Session } from '../session/session.ts';

/** Judges checks in this very process, without Vitest: for proofs that need hundreds of runs. Exclusive ones run last, alone. */
export async function judgeAll(
  checks: readonly Check[],
  session: Session,
  concurrency: number,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  const waiting = checks.filter((check) => !check.exclusive);
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) results.push(await judgeCheck(check, session));
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  for (const check of checks) if (check.exclusive) results.push(await judgeCheck(check, session));
  return results.sort((left, right) => left.id.localeCompare(right.id, 'en'));
}
