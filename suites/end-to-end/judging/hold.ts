import type { Trial } from '../../harness/trial.ts';
import { Violated } from '../../harness/verdict.ts';
import { HOLDS, type Judgement } from '../../oracles/judgement.ts';

/** Ends a sequence where the WFM breaks a rule, also where it is a SHOULD: the sequence is then made smaller, and the check warns. */
export function hold(trial: Trial, requirement: string, judgement: Judgement): void {
  trial.judge(requirement, HOLDS);
  if (judgement.ok) return;
  const { expected, received } = judgement;
  throw new Violated({ requirement, expected, received, position: null });
}
