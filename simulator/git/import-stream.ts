export type FileContent = string | Uint8Array;

export interface CommitContent {
  readonly files: ReadonlyMap<string, FileContent>;
  readonly message: string;
  readonly date: Date;
  readonly parents: readonly string[];
}

/** Where a commit is made before a branch moves to it. */
export const CANDIDATE = 'refs/waspect/candidate';

const WRITER = 'waspect <waspect@localhost>';

/**
 * The input of `git fast-import` for one commit on the candidate with just these files. What it answers is the id of the
 * commit, then that of its tree.
 */
export function importStream({ files, message, date, parents }: CommitContent): Uint8Array {
  const parts: FileContent[] = [];
  const line = (text: string) => parts.push(`${text}\n`);
  const data = (content: FileContent) => {
    line(`data ${Buffer.byteLength(content)}`);
    parts.push(content, '\n');
  };
  const [first, ...merged] = parents;
  // A candidate that an earlier, interrupted run left must not become the parent.
  line(`reset ${CANDIDATE}`);
  line(`commit ${CANDIDATE}`);
  line('mark :1');
  line(`committer ${WRITER} ${Math.floor(date.getTime() / 1000)} +0000`);
  data(message);
  if (first !== undefined) line(`from ${first}`);
  for (const parent of merged) line(`merge ${parent}`);
  line('deleteall');
  for (const [path, content] of files) {
    line(`M 100644 inline ${quoted(path)}`);
    data(content);
  }
  line('get-mark :1');
  line('ls :1 ');
  line('done');
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

/** A path as fast-import takes any; a line end would end the command. */
function quoted(path: string): string {
  if (/[\n\0]/.test(path)) throw new RangeError(`a path must not have line ends: ${JSON.stringify(path)}`);
  return `"${path.replaceAll(/["\\]/g, '\\$&')}"`;
}
