import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgramResult } from '../programs/run-program.ts';
import { type Commit, readLog } from './commit-log.ts';
import { folderGuard, removePartialPacks } from './folder-guard.ts';
import { type HeadFile, readFiles } from './head-files.ts';
import { type GitRun, git, tryGit } from './run-git.ts';
import { failed, failureOf, type SyncResult, succeeded } from './sync-result.ts';
import { checkedUrl, transportSettings } from './transport.ts';

export interface RepositoryClientOptions {
  /** Smart HTTP over TLS, absolute, without user information. */
  readonly url: string;
  /** Presented as the password of HTTP Basic authentication; asked for at each sync. */
  readonly token: () => string | Promise<string>;
  /** PEM of the only authorities that are trusted. */
  readonly anchors: string;
  /** Of this client alone; made if it is missing, and kept for the next start. */
  readonly folder: string;
  readonly limits?: Partial<RepositoryLimits>;
}

export interface RepositoryLimits {
  /** For each of the two calls of a sync, in milliseconds. */
  readonly timeoutMs: number;
  /** On disk, packed. */
  readonly maxRepositoryBytes: number;
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  /** Of all files of the head together. */
  readonly maxTotalBytes: number;
  /** How many commits are fetched at first; later ones follow whole, so that a replaced history is always seen. */
  readonly depth: number;
}

/** Follows the default branch of a remote repository. */
export interface RepositoryClient {
  /** Looks once, after those that were asked for before. What was read stays where it fails for what the remote does. */
  readonly sync: (signal?: AbortSignal) => Promise<SyncResult>;
  /** Id of the commit that was read last; undefined before the first. */
  readonly head: () => string | undefined;
  /** The regular files of the head; symbolic links and submodules are left out. Empty before the first sync. */
  readonly files: () => readonly HeadFile[];
  /** The newest commits first, from the head, as far as they were fetched. */
  readonly log: (limit: number) => Promise<readonly Commit[]>;
  /** Whether the one leads to the other; a commit is its own ancestor. False where one is not known. */
  readonly isAncestor: (ancestor: string, descendant: string) => Promise<boolean>;
}

const LIMITS: RepositoryLimits = {
  timeoutMs: 20_000,
  maxRepositoryBytes: 64 * 1024 * 1024,
  maxFiles: 10_000,
  maxFileBytes: 4 * 1024 * 1024,
  maxTotalBytes: 32 * 1024 * 1024,
  depth: 200,
};

const HEAD_REF = 'refs/waspect/head';
const FETCHED_REF = 'refs/waspect/fetched';

/**
 * @throws GitError GIT_UNAVAILABLE, and GIT_FAILED where the folder holds no sound repository
 * @throws TypeError where the URL is not https, or brings a user or a password
 */
export async function repositoryClient(options: RepositoryClientOptions): Promise<RepositoryClient> {
  const url = checkedUrl(options.url);
  const limits = { ...LIMITS, ...options.limits };
  const folder = join(options.folder, 'repository.git');
  const anchorsFile = join(options.folder, 'anchors.pem');
  const noAnchors = join(options.folder, 'no-anchors');
  await mkdir(noAnchors, { recursive: true });
  await writeFile(anchorsFile, options.anchors);
  const kept = await initialise(folder);
  let head = kept ? await commitOf(folder, HEAD_REF) : undefined;
  let files = head === undefined ? [] : await keptFiles(folder, head, limits);

  /** A call that the remote takes part in, within the limit of time. */
  const call = (token: string, args: readonly string[], how: Pick<GitRun, 'signal' | 'tracePackets'>) =>
    tryGit({
      folder,
      args,
      settings: transportSettings({ url, anchorsFile, noAnchors, token, maxFileBytes: limits.maxFileBytes }),
      timeoutMs: limits.timeoutMs,
      ...how,
    });

  /** Only a fetch writes: while it does, the folder is watched. */
  async function fetch(token: string, signal?: AbortSignal): Promise<Fetched> {
    const depth = head === undefined ? [`--depth=${limits.depth}`] : [];
    const args = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', ...depth, url, `+HEAD:${FETCHED_REF}`];
    const guard = folderGuard(folder, limits.maxRepositoryBytes, signal);
    try {
      const result = await call(token, args, { signal: guard.signal });
      const { bytes, tooLarge } = await guard.lookAgain();
      if (tooLarge || !succeeded(result)) await forget(folder);
      return { result, bytes, tooLarge };
    } finally {
      guard.stop();
    }
  }

  /** Git takes any answer of 200 without refs for a repository that is served as plain files. */
  async function speaksGit(token: string, signal?: AbortSignal): Promise<boolean> {
    const result = await call(token, ['ls-remote', url, 'HEAD'], { ...(signal && { signal }), tracePackets: true });
    return succeeded(result) && /\bgit< /.test(result.stderr);
  }

  async function look(signal?: AbortSignal): Promise<SyncResult> {
    const token = await options.token();
    const listed = await call(token, ['ls-remote', '--symref', url, 'HEAD'], signal ? { signal } : {});
    if (!succeeded(listed)) return failureOf(listed, token);
    const { commit, branch } = parseListing(listed.stdout);
    if (commit === undefined) {
      if (!(await speaksGit(token, signal))) return failed('MALFORMED', 'what answers is no Git server');
      if (head === undefined) return { kind: 'empty' };
      return failed('BRANCH_GONE', `the default branch is gone; it was at ${head}`);
    }
    if (commit === head) return { kind: 'synced', head, branch, previous: head, changed: false, rewritten: false };
    const { result: fetched, bytes, tooLarge } = await fetch(token, signal);
    if (tooLarge) return failed('TOO_LARGE', `the repository has more than ${limits.maxRepositoryBytes} bytes`);
    if (!succeeded(fetched)) return failureOf(fetched, token);
    // It may have moved between the two calls: what was fetched counts.
    const newest = (await commitOf(folder, FETCHED_REF)) ?? commit;
    const read = await readFiles(folder, newest, limits);
    if ('tooLarge' in read) {
      await forget(folder);
      return failed('TOO_LARGE', read.tooLarge);
    }
    const previous = head;
    const rewritten = previous !== undefined && !(await isAncestor(folder, previous, newest));
    const moves = `update ${HEAD_REF} ${newest}\ndelete ${FETCHED_REF}\n`;
    await git({ folder, args: ['update-ref', '--stdin'], input: moves });
    head = newest;
    files = read.files;
    if (bytes > limits.maxRepositoryBytes / 2) await collectGarbage(folder);
    return { kind: 'synced', head, branch, previous, changed: head !== previous, rewritten };
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    sync: (signal) => {
      const result = last.then(() => look(signal));
      last = result.catch(() => undefined);
      return result;
    },
    head: () => head,
    files: () => files,
    log: async (limit) => (head === undefined ? [] : readLog(folder, head, limit)),
    isAncestor: (ancestor, descendant) => isAncestor(folder, ancestor, descendant),
  };
}

interface Fetched {
  readonly result: ProgramResult;
  /** On disk, when it had ended. */
  readonly bytes: number;
  readonly tooLarge: boolean;
}

/** Whether an earlier process has left a repository. */
async function initialise(folder: string): Promise<boolean> {
  const made = await access(join(folder, 'HEAD')).then(
    () => true,
    () => false,
  );
  if (made) await removePartialPacks(folder);
  else {
    await mkdir(folder, { recursive: true });
    await git({ folder, args: ['init', '--quiet', '--bare', '--template='] });
  }
  return made;
}

async function commitOf(folder: string, name: string): Promise<string | undefined> {
  const result = await tryGit({ folder, args: ['rev-parse', '--quiet', '--verify', `${name}^{commit}`] });
  return succeeded(result) ? result.stdout.trim() : undefined;
}

const isAncestor = async (folder: string, ancestor: string, descendant: string): Promise<boolean> =>
  succeeded(await tryGit({ folder, args: ['merge-base', '--is-ancestor', '--end-of-options', ancestor, descendant] }));

/** What an earlier process has read; limits that are lower now leave nothing of it. */
async function keptFiles(folder: string, head: string, limits: RepositoryLimits): Promise<readonly HeadFile[]> {
  const read = await readFiles(folder, head, limits);
  return 'files' in read ? read.files : [];
}

/** Takes away what came and is not followed, at once: it must not count against what comes next. */
async function forget(folder: string): Promise<void> {
  await removePartialPacks(folder);
  await git({ folder, args: ['update-ref', '-d', FETCHED_REF] });
  await collectGarbage(folder);
}

const collectGarbage = (folder: string): Promise<string> =>
  git({ folder, args: ['gc', '--quiet', '--prune=now'], timeoutMs: 120_000 });

interface Listing {
  readonly commit: string | undefined;
  readonly branch: string | undefined;
}

/** `ref: refs/heads/main<TAB>HEAD`, then `<commit><TAB>HEAD`. */
const parseListing = (output: string): Listing => ({
  commit: /^([0-9a-f]{40,64})\tHEAD$/m.exec(output)?.[1],
  branch: /^ref: refs\/heads\/(.*)\tHEAD$/m.exec(output)?.[1],
});
