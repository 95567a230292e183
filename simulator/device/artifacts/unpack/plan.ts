import { invalid, quoted, tooLarge, unsafe } from './archive-error.ts';
import type { ArchiveLimits } from './archive-limits.ts';
import { entryPath, foldedPath, targetPath } from './entry-path.ts';

/** The header of an entry, as far as it says what to make. */
export interface EntryHeader {
  readonly name: string;
  /** As tar-stream calls it; null for a kind that it does not know. */
  readonly type: string | null;
  readonly size: number;
  readonly linkname: string | null;
  readonly mode: number;
}

interface Place {
  /** Below the folder that is unpacked to, with `/`. */
  readonly path: string;
}

/** What comes of an archive, in the order in which it is made; links come last. */
export type PlannedNode =
  | (Place & { readonly kind: 'directory' })
  /** `entry` counts the headers of the archive from 0. Set-user-id, set-group-id and sticky bits are gone (CMP-008). */
  | (Place & { readonly kind: 'file'; readonly entry: number; readonly mode: 0o644 | 0o755 })
  | (Place & { readonly kind: 'hard-link'; readonly target: string })
  | (Place & { readonly kind: 'symbolic-link'; readonly target: string });

const OWNER_EXECUTES = 0o100;
const ORDER: readonly PlannedNode['kind'][] = ['directory', 'file', 'hard-link', 'symbolic-link'];

/**
 * Decides what an archive unpacks to, before anything is written (CMP-008): all below one directory, nothing that leads
 * out of it, no two entries for the same place.
 * @throws DeviceError ARCHIVE_UNSAFE, ARCHIVE_INVALID, ARCHIVE_TOO_LARGE
 */
export function planExtraction(
  headers: readonly EntryHeader[],
  limits: ArchiveLimits,
): { readonly top: string; readonly nodes: readonly PlannedNode[] } {
  const nodes = new Map<string, PlannedNode>();
  let top: string | null = null;
  for (const [entry, header] of headers.entries()) {
    if (header.size > limits.fileBytes)
      throw tooLarge(`${quoted(header.name)} has ${header.size} bytes, more than ${limits.fileBytes}`);
    const names = entryPath(header.name);
    const [first] = names;
    if (first === undefined) {
      if (header.type !== 'directory') throw unsafe('the root of the archive is no directory');
      continue;
    }
    top ??= first;
    if (first !== top)
      throw invalid(`the archive has ${quoted(top)} and ${quoted(first)} at its root, not one directory`);
    place(nodes, names, nodeOf(header, names, entry));
  }
  if (top === null) throw invalid('the archive is empty');
  if (nodes.get(foldedPath([top]))?.kind !== 'directory')
    throw invalid(`the archive has ${quoted(top)} at its root, which is no directory`);
  const planned = [...nodes.values()];
  for (const node of planned) checkLink(nodes, node);
  return { top, nodes: planned.toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind)) };
}

function nodeOf({ type, linkname, mode, name }: EntryHeader, names: readonly string[], entry: number): PlannedNode {
  const path = names.join('/');
  switch (type) {
    case 'directory':
      return { kind: 'directory', path };
    case 'file':
    case 'contiguous-file':
      return { kind: 'file', path, entry, mode: (mode & OWNER_EXECUTES) === 0 ? 0o644 : 0o755 };
    case 'symlink':
      return { kind: 'symbolic-link', path, target: linkname ?? '' };
    case 'link':
      return { kind: 'hard-link', path, target: entryPath(linkname ?? '').join('/') };
    default:
      throw unsafe(
        `${quoted(name)} is a ${type ?? 'kind of entry that nobody knows'}; only files, directories and links are unpacked`,
      );
  }
}

/** Puts a node into its place, and the directories above it that have no entry of their own. */
function place(nodes: Map<string, PlannedNode>, names: readonly string[], node: PlannedNode): void {
  for (let depth = 1; depth < names.length; depth++) {
    const above = names.slice(0, depth);
    put(nodes, above, { kind: 'directory', path: above.join('/') });
  }
  put(nodes, names, node);
}

function put(nodes: Map<string, PlannedNode>, names: readonly string[], node: PlannedNode): void {
  const key = foldedPath(names);
  const there = nodes.get(key);
  if (!there) nodes.set(key, node);
  else if (there.path !== node.path || there.kind !== 'directory' || node.kind !== 'directory')
    throw unsafe(`${quoted(node.path)} and ${quoted(there.path)} of the archive are one place to some file systems`);
}

function checkLink(nodes: ReadonlyMap<string, PlannedNode>, node: PlannedNode): void {
  if (node.kind === 'hard-link') {
    const target = nodes.get(foldedPath(node.target.split('/')));
    if (target?.kind !== 'file' || target.path !== node.target)
      throw unsafe(`${quoted(node.path)} is a hard link to ${quoted(node.target)}, which is no file of the archive`);
  }
  if (node.kind === 'symbolic-link') checkTarget(nodes, node.path, node.target);
}

/** Walks along the target. As no step leads through another link, `..` means what it says. */
function checkTarget(nodes: ReadonlyMap<string, PlannedNode>, path: string, target: string): void {
  const escapes = unsafe(`${quoted(path)} is a link to ${quoted(target)}, which does not stay inside of its directory`);
  const at = path.split('/').slice(0, -1);
  for (const [index, name] of targetPath(target).entries()) {
    if (index > 0 && nodes.get(foldedPath(at))?.kind === 'symbolic-link') throw escapes;
    if (name === '..') at.pop();
    else at.push(name);
    if (at.length === 0) throw escapes;
  }
}
