import { git } from './run-git.ts';

export interface Commit {
  readonly id: string;
  /** Of all its files: equal trees have equal content. */
  readonly tree: string;
  /** None for a first commit, several for a merge. */
  readonly parents: readonly string[];
  /** Of the committer, in milliseconds since the epoch. */
  readonly date: number;
  /** First line of the message. */
  readonly subject: string;
}

const FIELDS = ['%H', '%T', '%P', '%ct', '%s'];

/**
 * @throws GitError GIT_UNAVAILABLE, GIT_FAILED
 */
export async function readLog(folder: string, head: string, limit: number): Promise<readonly Commit[]> {
  const format = `--format=${FIELDS.join('%x1f')}`;
  const output = await git({
    folder,
    args: ['log', '-z', '--no-show-signature', '--no-decorate', `--max-count=${limit}`, format, head],
    maxOutputBytes: 16 * 1024 * 1024,
  });
  return output.split('\0').flatMap((line): readonly Commit[] => {
    const [id, tree, parents = '', seconds, subject] = line.split('\x1f');
    if (id === undefined || tree === undefined || subject === undefined) return [];
    return [{ id, tree, parents: parents.split(' ').filter(Boolean), date: Number(seconds) * 1000, subject }];
  });
}
