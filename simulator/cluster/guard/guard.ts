import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ClusterError } from '../cluster-error.ts';
import { systemEnvironment } from '../programs.ts';
import type { TakeDown } from './take-down.ts';

/** The process that takes a cluster down, at the latest when this one ends. */
export interface Guard {
  /** Lets it take the cluster down now; answers when that is done. Throws CLUSTER_LEFT_BEHIND. */
  takeDown(): Promise<void>;
  /** Sends it away: the cluster stays up. */
  keep(): Promise<void>;
}

/** Starts a guardian in a session of its own, so that nothing that ends this process reaches it; before anything is done. */
export function startGuard(what: TakeDown): Guard {
  const program = fileURLToPath(new URL(`guardian${extname(import.meta.url)}`, import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(what)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    env: systemEnvironment(),
  });
  child.stdin.on('error', () => undefined);
  const complaint = text(child.stderr);
  const ended = once(child, 'close');
  ended.catch(() => undefined);
  const say = async (last: string): Promise<void> => {
    child.stdin.end(last);
    const [status] = await ended;
    if (status === 0) return;
    const said = (await complaint).trim().replace(/^CLUSTER_LEFT_BEHIND: /, '');
    throw new ClusterError(
      'CLUSTER_LEFT_BEHIND',
      said || `the guardian ended with ${status}; run: waspect cluster down`,
    );
  };
  return { takeDown: () => say(''), keep: () => say('keep\n') };
}
