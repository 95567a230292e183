import { type FileHandle, open } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { CodedError } from '../errors/coded-error.ts';

/** As OCI and Go call them. */
export type Architecture = 'amd64' | 'arm64';

class WorkloadImageError extends CodedError<'BUSYBOX_MISSING' | 'BUSYBOX_DYNAMIC' | 'BUSYBOX_UNREADABLE'> {
  override readonly name = 'WorkloadImageError';
}

const HEADER_BYTES = 64;
const ARCHITECTURES: ReadonlyMap<number, Architecture> = new Map([
  [62, 'amd64'],
  [183, 'arm64'],
]);
/** Of a program header: names the dynamic linker, which the image does not have. */
const PT_INTERP = 3;

/**
 * The first static busybox on PATH or in /bin, where Debian's busybox-static puts it.
 * @throws WorkloadImageError BUSYBOX_MISSING, BUSYBOX_DYNAMIC, BUSYBOX_UNREADABLE
 */
export async function findBusybox(path: string = process.env['PATH'] ?? ''): Promise<string> {
  let refusal: unknown;
  for (const folder of [...path.split(delimiter), '/bin', '/usr/bin']) {
    const file = join(folder, 'busybox');
    try {
      await architectureOf(file);
      return file;
    } catch (error) {
      if (!isMissing(error)) refusal ??= error;
    }
  }
  throw (
    refusal ??
    new WorkloadImageError(
      'BUSYBOX_MISSING',
      `no busybox on PATH (${path}); apt-get install busybox-static, and run again`,
    )
  );
}

/**
 * What a static program runs on, by its ELF header.
 * @throws WorkloadImageError BUSYBOX_MISSING, BUSYBOX_DYNAMIC, BUSYBOX_UNREADABLE
 */
export async function architectureOf(file: string): Promise<Architecture> {
  await using handle = await openProgram(file);
  const header = await read(handle, 0, HEADER_BYTES);
  const architecture = ARCHITECTURES.get(header.length === HEADER_BYTES ? header.readUInt16LE(18) : 0);
  const isElf64 = header.subarray(0, 6).equals(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]));
  if (!isElf64 || !architecture)
    throw new WorkloadImageError(
      'BUSYBOX_UNREADABLE',
      `${file} is no ELF program of ${[...ARCHITECTURES.values()].join(' or ')}; name another busybox`,
    );
  if (await hasInterpreter(handle, header))
    throw new WorkloadImageError(
      'BUSYBOX_DYNAMIC',
      `${file} needs libraries that the image does not have; apt-get install busybox-static, and run again`,
    );
  return architecture;
}

async function openProgram(file: string): Promise<FileHandle> {
  try {
    return await open(file);
  } catch (cause) {
    throw new WorkloadImageError('BUSYBOX_MISSING', `${file} cannot be read; apt-get install busybox-static`, {
      cause,
    });
  }
}

async function hasInterpreter(handle: FileHandle, header: Buffer): Promise<boolean> {
  const [offset, size, count] = [Number(header.readBigUInt64LE(32)), header.readUInt16LE(54), header.readUInt16LE(56)];
  const table = await read(handle, offset, size * count);
  return Array.from({ length: count }, (_, row) => row * size).some(
    (at) => at + 4 <= table.length && table.readUInt32LE(at) === PT_INTERP,
  );
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

const isMissing = (error: unknown): boolean => error instanceof WorkloadImageError && error.code === 'BUSYBOX_MISSING';
