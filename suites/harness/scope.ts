import type { Judgement } from '../oracles/judgement.ts';
import type { Bench, JudgeOptions } from './bench.ts';

/** Cited by checks of what is one client's alone, in revisions whose text has no rule of its own on it. */
export const SCOPE = 'USR-016';

/** Judges the rule of the revision's text on what is one client's alone, or else that of the users; the check cites both. */
export function judgeScope(
  bench: Bench,
  requirement: 'GEN-008' | 'GEN-009' | 'STA-014',
  judgement: Judgement,
  options?: JudgeOptions,
): void {
  bench.judge(requirement, judgement, options);
  bench.judge(SCOPE, judgement, options);
}
