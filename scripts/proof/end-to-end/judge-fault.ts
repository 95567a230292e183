import type { CheckResult } from '../../../reports/model.ts';
import type { ClusterAccess } from '../../../simulator/cluster/cluster.ts';
import type { Command } from '../../../suites/end-to-end/commands/command.ts';
import { play } from '../../../suites/end-to-end/run-sequences.ts';
import { ClusterSites, inMemory } from '../../../suites/end-to-end/surround.ts';
import type { Check } from '../../../suites/harness/check.ts';
import { NO_SURROUNDINGS } from '../../../suites/harness/settings.ts';
import { judgeReference, type ProofOptions } from '../judge-reference.ts';
import type { Fault } from './fault.ts';

interface FaultOptions extends Pick<ProofOptions, 'effort' | 'seed' | 'concurrency' | 'nonce'> {
  /** Where workloads really run; it takes its time. Default: nowhere. */
  readonly cluster?: ClusterAccess;
}

/** Judges the chain with one fault in it, or sound, by the given checks. */
export function judgeFault(
  fault: Fault | null,
  checks: readonly Check[],
  { cluster, ...options }: FaultOptions = {},
): Promise<readonly CheckResult[]> {
  const at = (side: Fault['side']): string | null => (fault?.side === side ? fault.name : null);
  const ofTheWfm = at('WFM');
  return judgeReference(checks, {
    ...options,
    ...(!cluster && { pace: 'brisk' as const }),
    defects: ofTheWfm === null ? [] : [ofTheWfm],
    surroundings: {
      ...NO_SURROUNDINGS,
      cluster: cluster ?? null,
      planted: { device: at('device'), registry: at('registry') },
    },
  });
}

/** A check that plays one sequence, on the cluster where there is one; it may judge what the given one may. */
export const playing = (commands: readonly Command[], { requirements }: Check): Check => ({
  id: 'end-to-end/one-sequence',
  title: 'One sequence of commands',
  requirements,
  exclusive: commands.some(({ command }) => command === 'restart-wfm'),
  judge: async (trial) => {
    if (trial.session.settings.surroundings.cluster === null) return play(trial, commands, inMemory(trial));
    await using sites = await ClusterSites.open(trial);
    await play(trial, commands, sites.surround);
  },
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
