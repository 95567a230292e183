import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PollingSlice, PollingSliceFigures } from './fleet-judged/polling-slice.ts';
import { served } from './fleet-memory.ts';

/** Unchanged polls a processor second of a slice's thread, of each round. */
export interface JudgedFleet {
  readonly judged: readonly number[];
  readonly unjudged: readonly number[];
}

export type JudgedFleetOptions = Omit<PollingSlice, 'judged' | 'port'> & { readonly rounds: number };

/** What it costs a slice that every exchange of its devices is judged: the same devices with and without, in turn. */
export async function measureJudgedFleet({ rounds, ...slice }: JudgedFleetOptions): Promise<JudgedFleet> {
  const program = join(import.meta.dirname, 'fleet-memory/unchanging-wfm.ts');
  const wfm = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const { port } = await served(wfm);
    const [judged, unjudged]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      unjudged.push(await polled({ ...slice, port, judged: 0 }));
      judged.push(await polled({ ...slice, port, judged: 1 }));
    }
    return { judged, unjudged };
  } finally {
    wfm.kill();
  }
}

async function polled(slice: PollingSlice): Promise<number> {
  const program = join(import.meta.dirname, 'fleet-judged/polling-slice.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(slice)]);
  const { polls, cpuSeconds, errors, judged, violations }: PollingSliceFigures = JSON.parse(stdout);
  if (errors > 0 || violations > 0 || judged > 0 !== slice.judged > 0)
    throw new Error(`MEASURE_JUDGED: ${errors} errors, ${violations} violations, ${judged} judged`);
  return polls / cpuSeconds;
}
