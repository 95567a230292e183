import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, link, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DeviceError } from '../../device-error.ts';
import { invalid } from './archive-error.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.ts';
import { type EntryHeader, type PlannedNode, planExtraction } from './plan.ts';
import { type EntryReader, readEntries, skip } from './read-entries.ts';

/** A Compose application on disk. */
export interface UnpackedApplication {
  /** Name of its one directory; nothing may depend on it (CMP-005). */
  readonly name: string;
  /** Path of that directory. */
  readonly directory: string;
  /** Path of its `compose.yaml`. */
  readonly composeFile: string;
}

export interface UnpackOptions {
  readonly limits?: Partial<ArchiveLimits>;
  readonly signal?: AbortSignal;
}

const COMPOSE_FILE = 'compose.yaml';

/**
 * Unpacks the archive of a Compose application into a new folder, which is there as a whole or not at all. Everything is
 * checked before anything is written (CMP-008).
 * @param destination may not exist yet, the folder that it stands in has to
 * @throws DeviceError ARCHIVE_UNSAFE, ARCHIVE_INVALID, ARCHIVE_TOO_LARGE, ARCHIVE_NOT_WRITTEN
 */
export async function unpackComposeArchive(
  archive: string,
  destination: string,
  { limits: given = {}, signal }: UnpackOptions = {},
): Promise<UnpackedApplication> {
  const limits: ArchiveLimits = { ...ARCHIVE_LIMITS, ...given };
  const staging = `${destination}.${randomUUID()}.unpacking`;
  try {
    const headers = await headersOf(archive, limits, signal);
    const { top, nodes } = planExtraction(headers, limits);
    const composePath = `${top}/${COMPOSE_FILE}`;
    if (!nodes.some(({ kind, path }) => kind === 'file' && path === composePath))
      throw invalid(`the archive has no file ${COMPOSE_FILE} in its directory`);
    await mkdir(staging, { mode: 0o700 });
    await write(archive, staging, nodes, headers, limits, signal);
    await rename(staging, destination);
    return { name: top, directory: join(destination, top), composeFile: join(destination, composePath) };
  } catch (cause) {
    if (cause instanceof DeviceError || signal?.aborted) throw cause;
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new DeviceError('ARCHIVE_NOT_WRITTEN', `the archive could not be unpacked: ${detail}; see to the disk`, {
      cause,
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function headersOf(archive: string, limits: ArchiveLimits, signal?: AbortSignal): Promise<EntryHeader[]> {
  const headers: EntryHeader[] = [];
  const collect: EntryReader = async (header, body) => {
    headers.push(header);
    await skip(body);
  };
  await readEntries(archive, limits, collect, signal);
  return headers;
}

async function write(
  archive: string,
  folder: string,
  nodes: readonly PlannedNode[],
  headers: readonly EntryHeader[],
  limits: ArchiveLimits,
  signal?: AbortSignal,
): Promise<void> {
  const files = new Map(nodes.flatMap((node) => (node.kind === 'file' ? [[node.entry, node] as const] : [])));
  for (const { kind, path } of nodes) if (kind === 'directory') await mkdir(join(folder, path));
  const extractFile: EntryReader = async (header, body, index) => {
    if (JSON.stringify(header) !== JSON.stringify(headers[index]))
      throw invalid('the archive changed while it was read');
    const file = files.get(index);
    if (!file) return skip(body);
    const path = join(folder, file.path);
    await pipeline(body, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    // Set again, because the mask of the process takes away from what a file is made with.
    await chmod(path, file.mode);
  };
  await readEntries(archive, limits, extractFile, signal);
  for (const node of nodes)
    if (node.kind === 'hard-link') await link(join(folder, node.target), join(folder, node.path));
  for (const node of nodes) if (node.kind === 'symbolic-link') await symlink(node.target, join(folder, node.path));
  for (const { kind, path } of nodes) if (kind === 'directory') await chmod(join(folder, path), 0o755);
}
