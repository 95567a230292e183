import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RevisionId } from '../../simulator/protocol/revision.ts';
import type { WasOptions } from '../../simulator/was/options.ts';
import { WaspectError } from '../../suites/harness/failure.ts';
import { scratchDir } from './scratch.ts';

export interface EmbeddedWas extends AsyncDisposable {
  /** The one that names the WAS in a revision. Throws `TypeError` for one that it was not started with. */
  readonly targetFile: (revision: RevisionId) => string;
}

export interface EmbeddedOptions extends Pick<WasOptions, 'revisions' | 'endpoints' | 'endpointRecords' | 'defects'> {
  /** Whom it serves: the checks of one run, or a fleet, which takes more memory. Default: checks. */
  readonly serves?: 'checks' | 'fleet';
}

/** So short that a check can wait for the end of one. */
export const SHORT_TOKENS = { tokenSeconds: 4 } as const;

/** Of its Node. A run of checks leaves it little: a small heap is collected often, and the machine stays free for the suite. */
const HEAPS: Readonly<Record<'checks' | 'fleet', readonly string[]>> = {
  checks: ['--max-semi-space-size=2', '--max-old-space-size=96'],
  fleet: ['--max-old-space-size=2048'],
};

/** Starts the reference WAS as a process of its own, as black a box as any vendor's, with its data in a folder that goes with it. */
export async function embeddedWas({ serves = 'checks', ...options }: EmbeddedOptions): Promise<EmbeddedWas> {
  const dataDir = scratchDir('waspect-was-');
  const program = fileURLToPath(new URL(`../../simulator/was/process${extname(import.meta.url)}`, import.meta.url));
  // A group of its own: Ctrl-C on a terminal must not end it before the run has.
  const preDraft = serves === 'checks' ? { preDraft: SHORT_TOKENS } : {};
  const child = fork(program, [JSON.stringify({ ...options, ...preDraft, dataDir, throwAway: true })], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
    execArgv: [...HEAPS[serves]],
  });
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString('utf8')).slice(-4000);
  });
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
    }
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    const ended = once(child, 'exit').then(() => {
      throw new WaspectError('REFERENCE_WAS_ENDED', `the reference WAS ended before it served: ${log.trim()}`);
    });
    const [line] = await Promise.race([once(lines, 'line'), ended]);
    ended.catch(() => undefined);
    const ready: unknown = JSON.parse(String(line));
    const targets = targetsOf(ready);
    if (!targets) throw new WaspectError('REFERENCE_WAS_ENDED', `the reference WAS said ${String(line).slice(0, 200)}`);
    return { targetFile: (revision) => fileOf(targets, revision), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Target files by revision, as the process names them when it serves. */
function targetsOf(ready: unknown): ReadonlyMap<string, string> | undefined {
  if (typeof ready !== 'object' || ready === null || !('targets' in ready)) return undefined;
  const { targets } = ready;
  if (typeof targets !== 'object' || targets === null) return undefined;
  return new Map(Object.entries(targets).map(([revision, file]) => [revision, String(file)]));
}

function fileOf(targets: ReadonlyMap<string, string>, revision: RevisionId): string {
  const file = targets.get(revision);
  if (file !== undefined) return file;
  throw new TypeError(`NOT_SERVED: the reference WAS was not started with revision ${revision}`);
}
