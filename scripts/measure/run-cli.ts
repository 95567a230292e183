import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Results } from '../../reports/model.ts';
import { readResults } from '../../reports/results-file.ts';

export interface MeasuredRun {
  readonly status: number | null;
  readonly results: Results;
  /** From the start of the process to the first verdict and to its end, milliseconds. */
  readonly firstVerdictMs: number;
  readonly wallMs: number;
  /** Peak memory of the whole process tree, bytes: a page that several processes share counts once. */
  readonly peakBytes: number;
}

const PROGRAM: string = fileURLToPath(new URL('../waspect.ts', import.meta.url));
const SAMPLE_MS = 100;

/** Runs `waspect conform` as a person would, and watches its process tree. */
export async function measureConform(args: readonly string[]): Promise<MeasuredRun> {
  const out = mkdtempSync(join(tmpdir(), 'waspect-measure-'));
  const start = Date.now();
  const child = spawn(process.execPath, [PROGRAM, 'conform', '--out', out, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peakBytes = 0;
  const sampler = setInterval(() => {
    peakBytes = Math.max(peakBytes, treeBytes(child.pid ?? -1));
  }, SAMPLE_MS);
  try {
    const status = await new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('exit', resolve),
    );
    const wallMs = Date.now() - start;
    const results = await readResults(join(out, 'results.json'));
    return { status, results, firstVerdictMs: firstVerdict(results) - start, wallMs, peakBytes };
  } finally {
    clearInterval(sampler);
    rmSync(out, { recursive: true, force: true });
  }
}

/** When the earliest check to end had ended, by its own record of exchanges. */
function firstVerdict({ checks }: Results): number {
  const ends = checks.flatMap(({ exchanges }) => {
    const last = exchanges.at(-1);
    return last ? [Date.parse(last.started) + last.durationMs] : [];
  });
  return Math.min(...ends);
}

function treeBytes(root: number): number {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    const stat = Number.isInteger(pid) ? read(`/proc/${pid}/stat`) : '';
    // The name in brackets may hold anything; what follows the last one is the state and the parent.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (stat !== '') parents.set(pid, parent);
  }
  const tree = new Set([root]);
  for (let grown = true; grown; ) {
    const before = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
    grown = tree.size > before;
  }
  return [...tree].reduce((sum, pid) => sum + ownBytes(pid), 0);
}

/** The proportional set size: a process's own pages, and its share of those it has in common with others. */
const ownBytes = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
