import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../programs/user-folders.ts';
import { ClusterError } from '../cluster-error.ts';
import { systemEnvironment } from '../programs.ts';
import type { Progress } from '../progress.ts';

const RECIPE = fileURLToPath(new URL('recipe', import.meta.url));
const COMPLAINT_BYTES = 4000;

/** Where the programs of this recipe lie, built or not: another recipe, or another kind of machine, has another folder. */
function programsFolder(): string {
  const hash = createHash('sha256').update(process.arch);
  for (const name of readdirSync(RECIPE).toSorted()) hash.update(name).update(readFileSync(join(RECIPE, name)));
  return join(cacheFolder(), `kubernetes-${hash.digest('hex').slice(0, 16)}`);
}

export const isBuilt = (): boolean => existsSync(join(programsFolder(), 'kubelet'));

/**
 * Builds the programs, once a machine; answers their folder. They appear there all at once or not at all.
 * @throws ClusterError CLUSTER_BUILD_FAILED, CLUSTER_INTERRUPTED
 */
export async function builtPrograms(progress: Progress, signal?: AbortSignal): Promise<string> {
  const folder = programsFolder();
  if (isBuilt()) return folder;
  await makeCacheFolder();
  try {
    await removeAbandoned();
    const work = await mkdtemp(join(cacheFolder(), `building-${process.pid}-`));
    try {
      await build(join(work, 'out'), await mkdtemp(join(work, 'work-')), progress, signal);
      await rename(join(work, 'out'), folder).catch((error: unknown) => {
        // Somebody else was faster, with the same recipe.
        if (!isBuilt()) throw error;
      });
      return folder;
    } finally {
      // Go makes folders that not even their owner may write to.
      await rm(work, { recursive: true, force: true, maxRetries: 3 });
    }
  } catch (error) {
    throw error instanceof ClusterError ? error : unwritable(error);
  }
}

/** Where it cannot be made no package needs to be installed either. @throws ClusterError CLUSTER_BUILD_FAILED */
export async function makeCacheFolder(): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true }).catch((error: unknown) => {
    throw unwritable(error);
  });
}

const unwritable = (cause: unknown): ClusterError =>
  new ClusterError(
    'CLUSTER_BUILD_FAILED',
    `${cause instanceof Error ? cause.message : String(cause)}; see that ${cacheFolder()} can be written and has 3 GB, or name another place with XDG_CACHE_HOME`,
    { cause },
  );

async function build(out: string, work: string, progress: Progress, signal: AbortSignal | undefined): Promise<void> {
  const child = spawn('nice', ['bash', join(RECIPE, 'build.sh'), out, work], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: systemEnvironment(),
  });
  const stop = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  signal?.addEventListener('abort', stop, { once: true });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint = (complaint + String(chunk)).slice(-COMPLAINT_BYTES);
  });
  createInterface({ input: child.stdout }).on('line', (line) => progress.step(line));
  const [status] = await once(child, 'close');
  signal?.removeEventListener('abort', stop);
  if (signal?.aborted)
    throw new ClusterError('CLUSTER_INTERRUPTED', 'Kubernetes was not built to its end; nothing is left of it');
  if (status !== 0)
    throw new ClusterError(
      'CLUSTER_BUILD_FAILED',
      `the build ended with ${status}: ${complaint.trim().split('\n').slice(-5).join(' | ')}; it wants Debian 12 and its package archive`,
    );
}

/** A build that was killed leaves gigabytes. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(cacheFolder())) {
    const pid = /^building-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`))
      await rm(join(cacheFolder(), name), { recursive: true, force: true });
  }
}
