import type { Check } from '../../../suites/harness/check.ts';
import type { Fault } from './fault.ts';
import { judgeFault, verdictOn } from './judge-fault.ts';
import { WITNESS_CHECKS } from './witnesses.ts';

/** What became of the hunt for one fault. */
export interface Trophy {
  readonly fault: Fault;
  readonly verdict: 'found' | 'missed' | 'misjudged';
  /** Check and seed that ended the hunt. */
  readonly by: string;
  readonly seed: number;
  /** Commands of the shrunk sequence; null where the check has a fixed course. */
  readonly commands: number | null;
  readonly message: string;
}

/** A fault is looked for with so many seeds before it counts as missed. */
const SEEDS = 8;

/** Looks for a fault as a run would, until a check fails: with search, shrinking and confirmation. */
export async function hunt(fault: Fault, checks: readonly Check[]): Promise<Trophy> {
  const grounds = groundsFor(fault, checks);
  for (let seed = 1; seed <= SEEDS; seed++)
    for (const check of grounds) {
      const [result] = await judgeFault(fault, [check], { effort: 'standard', seed });
      const verdict = result ? verdictOn(fault, result) : 'missed';
      if (!result || verdict === 'missed') continue;
      const { value } = result.counterexample ?? {};
      const commands = Array.isArray(value) ? value.length : null;
      return { fault, verdict, by: check.id, seed, commands, message: result.message };
    }
  return { fault, verdict: 'missed', by: '', seed: SEEDS, commands: null, message: '' };
}

/** Faults that show after a restart only, or with packages that must not be taken, are looked for there first. */
function groundsFor({ side, name }: Fault, checks: readonly Check[]): readonly Check[] {
  if (WITNESS_CHECKS.has(`${side} ${name}`)) return checks.filter(({ id }) => id.startsWith('registries/'));
  const afterRestart = side === 'WFM' ? 'end-to-end/wfm-restarts' : 'end-to-end/interrupted-devices';
  const first = /restart|interrupted/.test(name) ? afterRestart : 'end-to-end/operator-changes';
  const sequences = checks.filter(({ id }) => id.startsWith('end-to-end/'));
  return [...sequences.filter(({ id }) => id === first), ...sequences.filter(({ id }) => id !== first)];
}
