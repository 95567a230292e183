import type { CheckResult } from '../../../reports/model.ts';
import type { Command } from '../../../suites/end-to-end/commands/command.ts';
import { play } from '../../../suites/end-to-end/run-sequences.ts';
import { inMemory } from '../../../suites/end-to-end/surround.ts';
import type { Check } from '../../../suites/harness/check.ts';
import { NO_SURROUNDINGS } from '../../../suites/harness/settings.ts';
import { judgeReference, type ProofOptions } from '../judge-reference.ts';
import type { Fault } from './fault.ts';

/** Judges the chain with one fault in it, or sound, by the given checks. */
export function judgeFault(
  fault: Fault | null,
  checks: readonly Check[],
  options: Pick<ProofOptions, 'effort' | 'seed' | 'shared' | 'concurrency'> = {},
): Promise<readonly CheckResult[]> {
  const at = (side: Fault['side']): string | null => (fault?.side === side ? fault.name : null);
  const ofTheWfm = at('WFM');
  return judgeReference(checks, {
    ...options,
    pace: 'brisk',
    defects: ofTheWfm === null ? [] : [ofTheWfm],
    surroundings: { ...NO_SURROUNDINGS, planted: { device: at('device'), registry: at('registry') } },
  });
}

/** A check that plays one sequence, and may judge what the given one may. */
export const playing = (commands: readonly Command[], { requirements }: Check): Check => ({
  id: 'end-to-end/one-sequence',
  title: 'One sequence of commands',
  requirements,
  exclusive: commands.some(({ command }) => command === 'restart-wfm'),
  judge: (trial) => play(trial, commands, inMemory(trial)),
});

export type Verdict = 'found' | 'missed' | 'misjudged';

/**
 * Whether a verdict shows the fault, and nobody else's: a WFM has broken a requirement that its defect breaks; what our own
 * side does is never put down to the WFM.
 */
export function verdictOn({ side, breaks }: Fault, { verdict, violations, message }: CheckResult): Verdict {
  if (verdict === 'pass' || verdict === 'notApplicable') return 'missed';
  if (side === 'WFM') return violations.some(({ requirement }) => breaks.includes(requirement)) ? 'found' : 'misjudged';
  return verdict === 'harnessError' && message.startsWith('DEVICE_AT_FAULT') ? 'found' : 'misjudged';
}
