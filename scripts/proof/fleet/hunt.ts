import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Results } from '../../../reports/model.ts';
import { readResults } from '../../../reports/results-file.ts';
import type { Quarry } from './expected.ts';

const PROGRAM = fileURLToPath(new URL('../../waspect.ts', import.meta.url));
const PLAN = 'a-thousand';

export interface Hunt {
  readonly devices: number;
  readonly seconds: number;
}

export interface Trophy {
  readonly defect: string | null;
  /** `misjudged`: something is noticed, and not what should be. A WAS without a fault is `found` where nothing is. */
  readonly verdict: 'found' | 'missed' | 'misjudged';
  /** Checks that fail or warn. */
  readonly by: readonly string[];
  /** From the start of the load until the first of them was known; null: none. */
  readonly foundAfterMs: number | null;
  /** Of the whole command. */
  readonly tookMs: number;
  /** Whether latencies and shares of errors were the WFM's; what it broke, it broke all the same. */
  readonly isValid: boolean;
}

/** Runs the command with the plan against the reference WAS with a fault, and looks whether it was found for what it is. */
export async function hunt(quarry: Quarry, { devices, seconds }: Hunt): Promise<Trophy> {
  const folder = await mkdtemp(join(tmpdir(), 'waspect-hunt-'));
  try {
    const start = performance.now();
    await fleet([
      ...[PLAN, '--quiet', '--log', 'none', '--out', folder],
      ...['--set', `devices=${devices}`, '--set', `duration=${seconds}s`],
      ...(quarry.revision === undefined ? [] : ['--revision', quarry.revision]),
      ...(quarry.defect === null ? [] : ['--defect', quarry.defect]),
    ]);
    const tookMs = Math.round(performance.now() - start);
    return { ...trophyOf(quarry, await readResults(join(folder, 'results.json'))), tookMs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the results say of a fault that was planted. */
function trophyOf({ defect, shownBy }: Quarry, results: Results): Omit<Trophy, 'tookMs'> {
  const by = results.checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn').map(({ id }) => id);
  const isShown = defect === null ? by.length === 0 : by.some((id) => shownBy.includes(id));
  return {
    defect,
    verdict: isShown ? 'found' : by.length > 0 ? 'misjudged' : 'missed',
    by,
    foundAfterMs: by.length === 0 ? null : firstOf(isShown ? by.filter((id) => shownBy.includes(id)) : by, results),
    isValid: results.fleet?.validity.isValid ?? false,
  };
}

/** What is no violation of an exchange is known at the end. */
function firstOf(by: readonly string[], { run, fleet: load }: Results): number {
  const seen =
    load?.report.violations.filter(({ requirement }) => by.includes(`fleet/under-load/${requirement}`)) ?? [];
  return Math.min(run.durationMs, ...seen.map(({ at }) => Math.round(at / 1000)));
}

async function fleet(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, 'fleet', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const [said] = await Promise.all([text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0 && child.exitCode !== 1 && child.exitCode !== 3)
    throw new Error(`HUNT_FAILED: waspect fleet ended with ${child.exitCode ?? child.signalCode}: ${said}`);
}
