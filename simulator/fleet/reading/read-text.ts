import { readFile, stat } from 'node:fs/promises';

const MAX_BYTES = 1024 * 1024;

/** The text of a file of moderate size. @throws Error whose message names the file and says what is wrong with it */
export async function readText(file: string): Promise<string> {
  const status = await stat(file);
  // A pipe or a device may never end.
  if (!status.isFile()) throw new Error(`${file} is not a file`);
  if (status.size > MAX_BYTES) throw new Error(`${file} has ${status.size} bytes, more than ${MAX_BYTES}`);
  const bytes = await readFile(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error(`${file} is not UTF-8 text`, { cause });
  }
}
