import type { Check } from '../../../suites/harness/check.ts';
import { loadChecks } from '../../../suites/harness/engine/check-files.ts';
import type { Fault } from './fault.ts';
import { hunt, type Trophy } from './hunt.ts';

/** Hunts go on side by side in one process: most of the time they wait. */
const SIDE_BY_SIDE = 3;

/** The checks of the chain that need neither cluster nor engine. */
export async function chainChecks(): Promise<readonly Check[]> {
  const checks = await loadChecks();
  return checks.filter(
    ({ id, profile }) => profile !== 'end-to-end' && (id.startsWith('end-to-end/') || id.startsWith('registries/')),
  );
}

/** Looks for every fault; answers in the order in which they are given. */
export async function huntAll(
  faults: readonly Fault[],
  onTrophy: (trophy: Trophy) => void = () => undefined,
): Promise<readonly Trophy[]> {
  const checks = await chainChecks();
  const waiting = faults.map((fault, index) => ({ fault, index }));
  const trophies: Trophy[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const trophy = await hunt(next.fault, checks);
      trophies[next.index] = trophy;
      onTrophy(trophy);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return trophies;
}
