import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Results } from '../../reports/model.ts';
import { readResults } from '../../reports/results-file.ts';
import { waspect, workFolder } from '../cli/command.test-support.ts';

/** Six devices and a busy operator, for a second. */
export const PLAN = `title: Six for a second
seed: 5
devices: 6
duration: 1200ms
profiles: { industrial-pc: 2, line-gateway: 1 }
arrivals: { ramp: 300ms }
polling: { every: 200ms, jitter: 10% }
operator: { assigned: 60%, assignAfter: { uniform: [100ms, 300ms] }, changes: 600%/m, observed: 100% }
judged: 100%
objectives: ["violations=0"]
`;

/** A folder with the plan in it. */
export function planFolder(text: string = PLAN): string {
  const folder = workFolder();
  writeFileSync(join(folder, 'plan.yaml'), text);
  return folder;
}

/** Keys of the devices are kept below the folder, too. */
export const fleet = (folder: string, args: readonly string[]): ReturnType<typeof waspect> =>
  waspect(folder, ['fleet', ...args], stateIn(folder));

export const stateIn = (folder: string): Record<string, string> => ({ XDG_STATE_HOME: join(folder, 'state') });

export const resultsIn = (folder: string, out = 'out'): Promise<Results> =>
  readResults(join(folder, out, 'results.json'));

const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

/** The process of the reference WAS that a run has started. */
export const embeddedWas = (parent: number | undefined): Promise<number> =>
  vi.waitFor(
    () => {
      const was = childrenOf(parent ?? 0).find((pid) =>
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('was/process'),
      );
      if (was === undefined) throw new Error('not started yet');
      return was;
    },
    { timeout: 60_000, interval: 50 },
  );

export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
