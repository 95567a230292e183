import { access, appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CANDIDATE, type CommitContent, type FileContent, importStream } from './import-stream.ts';
import { git } from './run-git.ts';

/** What a commit holds, all of it: paths from the root of the repository. */
export type RepositoryFiles = ReadonlyMap<string, FileContent>;

export interface CommitOptions {
  /** Default: the repository's default branch. */
  readonly branch?: string;
  readonly message?: string;
  /** Of author and committer; default: now, in whole seconds. */
  readonly date?: Date;
  /** Default: the tip of the branch. None makes a history of its own, which replaces the branch's. */
  readonly parents?: readonly string[];
  /** Commits even where nothing has changed: false. */
  readonly evenIfUnchanged?: boolean;
}

/** The tip of a branch after a commit; `changed` where it is another than before. */
export interface Committed {
  readonly commit: string;
  readonly changed: boolean;
}

/** A bare repository on this machine, written with Git's own plumbing. Changes wait for each other. */
export interface BareRepository {
  readonly folder: string;
  readonly defaultBranch: string;
  /** Id of the commit at the tip; undefined where there is no such branch. */
  readonly head: (branch?: string) => Promise<string | undefined>;
  readonly commit: (files: RepositoryFiles, options?: CommitOptions) => Promise<Committed>;
  readonly deleteBranch: (branch?: string) => Promise<void>;
}

interface Tip {
  readonly commit: string;
  readonly tree: string;
}

/**
 * Opens a bare repository, made if it is missing. Who only fetches never sees what is being prepared.
 * @throws GitError GIT_UNAVAILABLE, GIT_FAILED
 */
export async function openBareRepository(folder: string, defaultBranch = 'main'): Promise<BareRepository> {
  await mkdir(folder, { recursive: true });
  if (!(await exists(join(folder, 'HEAD')))) await initialise(folder, defaultBranch);
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
  return {
    folder,
    defaultBranch,
    head: async (branch = defaultBranch) => (await tipOf(folder, branch))?.commit,
    commit: (files, { branch = defaultBranch, ...options } = {}) =>
      inTurn(() => commit(folder, branch, files, options)),
    deleteBranch: (branch = defaultBranch) =>
      inTurn(async () => void (await git({ folder, args: ['update-ref', '-d', `refs/heads/${branch}`] }))),
  };
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

async function initialise(folder: string, branch: string): Promise<void> {
  await git({ folder, args: ['init', '--quiet', '--bare', '--template=', `--initial-branch=${branch}`] });
  await appendFile(join(folder, 'config'), `[uploadpack]\n\thideRefs = ${CANDIDATE}\n`);
}

/** One process for both ids, of which there is one for each change of a client's desired state. */
async function tipOf(folder: string, branch: string): Promise<Tip | undefined> {
  const listed = await git({
    folder,
    args: ['for-each-ref', '--format=%(objectname) %(tree)', `refs/heads/${branch}`],
  });
  const [commit, tree] = listed.trim().split(' ');
  return commit !== undefined && tree !== undefined ? { commit, tree } : undefined;
}

/** A candidate is made beside the branch, which moves only where the content is another. */
async function commit(
  folder: string,
  branch: string,
  files: RepositoryFiles,
  { message = 'Change the desired state', date = new Date(), parents, evenIfUnchanged = false }: CommitOptions,
): Promise<Committed> {
  const tip = await tipOf(folder, branch);
  const content: CommitContent = { files, message, date, parents: parents ?? (tip ? [tip.commit] : []) };
  const imported = await git({
    folder,
    args: ['fast-import', '--quiet', '--done', '--date-format=raw', '--force'],
    input: importStream(content),
  });
  const [made = '', tree = ''] = imported.match(/[0-9a-f]{40,64}/g) ?? [];
  const changed = tip === undefined || evenIfUnchanged || parents !== undefined || tree !== tip.tree;
  const move = `update refs/heads/${branch} ${made}\n`;
  await git({ folder, args: ['update-ref', '--stdin'], input: `${changed ? move : ''}delete ${CANDIDATE}\n` });
  return changed ? { commit: made, changed } : { commit: tip.commit, changed };
}
