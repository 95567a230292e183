import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import type { ArtifactSource } from '../../artifacts/artifact-source.ts';

const FIXTURES = join(import.meta.dirname, '../../../../fixtures/compose');

/** The files of an application, by their path in its directory. */
export type Files = Readonly<Record<string, string>>;

export async function fixture(name: string): Promise<Files> {
  const folder = join(FIXTURES, name);
  const names = await readdir(folder);
  return Object.fromEntries(
    await Promise.all(
      names.map(async (file): Promise<[string, string]> => [file, await readFile(join(folder, file), 'utf8')]),
    ),
  );
}

export async function archive(files: Files, directory = 'application'): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: `${directory}/`, type: 'directory', mtime: new Date(0) });
  for (const [name, text] of Object.entries(files))
    tar.entry({ name: `${directory}/${name}`, mtime: new Date(0) }, text);
  tar.finalize();
  return gzipSync(await buffer(tar));
}

/** Artifacts by the last part of their repository; what is not among them is refused. */
export class TestArtifacts implements ArtifactSource {
  readonly #folder: string;
  readonly #archives = new Map<string, Uint8Array>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  put(name: string, archived: Uint8Array): void {
    this.#archives.set(name, archived);
  }

  async fetch({ repository }: Parameters<ArtifactSource['fetch']>[0]): ReturnType<ArtifactSource['fetch']> {
    const name = repository.split('/').at(-1) ?? '';
    const archived = this.#archives.get(name);
    if (!archived)
      return { kind: 'refused', failure: { code: 'ARTIFACT_UNKNOWN', message: `${repository} is not there` } };
    const digest = createHash('sha256').update(archived).digest('hex');
    const file = join(this.#folder, `${digest}.tar.gz`);
    await writeFile(file, archived);
    return { kind: 'verified', artifact: { digest: `sha256:${digest}`, file } };
  }
}
