import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { deterministicTarStream, type TarEntry } from '../../simulator/workload-image/deterministic-tar.ts';
import { productionDependencies } from './dependencies.ts';
import { ImageError } from './image-error.ts';
import { dependenciesLayer, programLayer, systemLayer, USER_ID } from './layers.ts';
import { librariesOf } from './libraries.ts';

export interface ImageOptions {
  /** Of the repository: its package.json and node_modules. */
  readonly root: string;
  /** The program, compiled: what `npm run build` makes. */
  readonly dist: string;
  /** The Node program that goes into the image: for Linux with glibc, of this machine's architecture. */
  readonly node: string;
  /** Where the archive is written. */
  readonly file: string;
}

const PROGRAM = 'scripts/waspect.js';
const ARCHITECTURES: Readonly<Partial<Record<NodeJS.Architecture, string>>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Builds the image of waspect without a container engine and without a registry, from what is on this machine: an archive
 * as `docker load`, `ctr images import` and `kind load image-archive` take it. The same files give the same bytes. Answers
 * the reference of the image.
 * @throws ImageError
 */
export async function buildImage({ root, dist, node, file }: ImageOptions): Promise<string> {
  if (!existsSync(join(dist, PROGRAM)))
    throw new ImageError('DIST_MISSING', `${dist} has no ${PROGRAM}; run npm run build first`);
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined)
    throw new ImageError(
      'ARCHITECTURE_UNKNOWN',
      `${process.arch} is not one of ${Object.keys(ARCHITECTURES).join(', ')}`,
    );
  const { version }: { readonly version: string } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const reference = `localhost/waspect/waspect:${version}`;
  const program = await realpath(node);
  const work = await mkdtemp(join(dirname(file), '.image-'));
  try {
    const layers = [
      await writeLayer(join(work, 'system.tar'), systemLayer(program, await librariesOf(program))),
      await writeLayer(
        join(work, 'dependencies.tar'),
        await dependenciesLayer(root, await productionDependencies(root)),
      ),
      await writeLayer(join(work, 'program.tar'), await programLayer(root, dist)),
    ];
    await writeTar(file, archive(reference, configuration(architecture, layers), layers));
    return reference;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

interface Layer {
  readonly file: string;
  readonly sha256: string;
}

const writeLayer = async (file: string, entries: readonly TarEntry[]): Promise<Layer> => ({
  file,
  sha256: await writeTar(file, entries),
});

/** Answers the digest of what it has written. */
async function writeTar(file: string, entries: readonly TarEntry[]): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(
    deterministicTarStream(entries),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(file),
  );
  return hash.digest('hex');
}

function archive(reference: string, settings: object, layers: readonly Layer[]): readonly TarEntry[] {
  const config = Buffer.from(JSON.stringify(settings));
  const configFile = `${createHash('sha256').update(config).digest('hex')}.json`;
  const names = layers.map(({ sha256 }) => `${sha256}.tar`);
  const manifest = [{ Config: configFile, RepoTags: [reference], Layers: names }];
  return [
    ...layers.map(({ file, sha256 }): TarEntry => ({ kind: 'copy', name: `${sha256}.tar`, from: file })),
    { kind: 'file', name: configFile, bytes: config },
    { kind: 'file', name: 'manifest.json', bytes: Buffer.from(JSON.stringify(manifest)) },
  ];
}

const configuration = (architecture: string, layers: readonly Layer[]): object => ({
  architecture,
  os: 'linux',
  config: {
    User: `${USER_ID}:${USER_ID}`,
    Env: [
      'PATH=/usr/local/bin',
      'NODE_ENV=production',
      'HOME=/tmp',
      'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
    ],
    Entrypoint: ['/usr/local/bin/node', `/app/dist/${PROGRAM}`],
    WorkingDir: '/tmp',
  },
  rootfs: { type: 'layers', diff_ids: layers.map(({ sha256 }) => `sha256:${sha256}`) },
  history: ['system', 'dependencies', 'program'].map((what) => ({
    created: '1970-01-01T00:00:00Z',
    created_by: `waspect: ${what}`,
  })),
  created: '1970-01-01T00:00:00Z',
});
