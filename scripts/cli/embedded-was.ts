import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WaspectError } from '../../suites/harness/failure.ts';
import { scratchDir } from './scratch.ts';

export interface EmbeddedWas extends AsyncDisposable {
  readonly targetFile: string;
}

/** Starts the reference WAS as a process of its own, as black a box as any vendor's, with its data in a folder that goes with it. */
export async function embeddedWas(): Promise<EmbeddedWas> {
  const dataDir = scratchDir('waspect-was-');
  const program = fileURLToPath(new URL(`../../simulator/was/process${extname(import.meta.url)}`, import.meta.url));
  // A group of its own: Ctrl-C on a terminal must not end it before the run has.
  const child = fork(program, [JSON.stringify({ dataDir, throwAway: true })], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
    // It serves one run: a small heap is collected often, and the machine stays free for the suite.
    execArgv: ['--max-semi-space-size=2', '--max-old-space-size=96'],
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
    if (typeof ready !== 'object' || ready === null || !('target' in ready) || typeof ready.target !== 'string')
      throw new WaspectError('REFERENCE_WAS_ENDED', `the reference WAS said ${String(line).slice(0, 200)}`);
    return { targetFile: ready.target, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
