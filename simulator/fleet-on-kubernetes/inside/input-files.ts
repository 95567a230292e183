import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../log/frames.ts';
import { INDEX, type InputFiles, PART } from '../objects/parts.ts';
import { KubernetesRunError } from '../run-error.ts';

/** By name: the SHA-256 of each file, in hexadecimal. */
type Index = Readonly<Record<string, string>>;

/** The files with the index by which their reader can tell that they are whole. */
export function withIndex(files: InputFiles): InputFiles {
  const index: Index = Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)]));
  return new Map([[INDEX, Buffer.from(JSON.stringify(index))], ...files]);
}

/**
 * Joins what the Secrets of a shard hold, mounted in one folder.
 * @throws KubernetesRunError FLEET_INPUTS_DAMAGED
 */
export async function readInputFiles(folder: string): Promise<InputFiles> {
  const parts = new Map<string, string[]>();
  for (const name of (await readdir(folder)).sort()) {
    const [, file] = PART.exec(name) ?? [];
    if (file !== undefined) parts.set(file, [...(parts.get(file) ?? []), join(folder, name)]);
  }
  const files = new Map<string, Uint8Array>();
  for (const [file, paths] of parts)
    files.set(file, Buffer.concat(await Promise.all(paths.map((path) => readFile(path)))));
  for (const [name, digest] of Object.entries(indexIn(files)))
    if (sha256(files.get(name) ?? Buffer.of()) !== digest) throw damaged(`${name} is not as it was sent`);
  files.delete(INDEX);
  return files;
}

function indexIn(files: InputFiles): Index {
  const text = Buffer.from(files.get(INDEX) ?? []).toString('utf8');
  if (text === '') throw damaged(`${INDEX} is missing`);
  return JSON.parse(text);
}

const damaged = (what: string): KubernetesRunError =>
  new KubernetesRunError(
    'FLEET_INPUTS_DAMAGED',
    `${what}; somebody has changed the Secrets of the run, start it again`,
  );
