import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { TarEntry } from '../../simulator/workload-image/deterministic-tar.ts';
import type { Library } from './libraries.ts';

/** The user that the image runs as: nobody that a machine knows. */
export const USER_ID = 10_001;
const APP = 'app';
/** Of use to who develops a package, not to who runs it. */
const NOT_RUN = /\.(d\.[cm]?ts|map|md|markdown|tsbuildinfo)$/i;

/** Node and what it stands on: a system as small as can be. */
export const systemLayer = (node: string, libraries: readonly Library[]): readonly TarEntry[] =>
  withFolders([
    { kind: 'copy', name: 'usr/local/bin/node', from: node, executable: true },
    ...libraries.map(
      ({ path, file }): TarEntry => ({ kind: 'copy', name: path.slice(1), from: file, executable: true }),
    ),
    text('etc/passwd', `root:x:0:0::/:/sbin/nologin\nwaspect:x:${USER_ID}:${USER_ID}::/tmp:/sbin/nologin\n`),
    text('etc/group', `root:x:0:\nwaspect:x:${USER_ID}:\n`),
    text('etc/nsswitch.conf', 'hosts: files dns\n'),
    text('etc/ssl/certs/ca-certificates.crt', `${rootCertificates.join('\n')}\n`),
    { kind: 'directory', name: 'tmp', mode: 0o1777 },
  ]);

/** The packages that the program needs, where it looks for them. */
export async function dependenciesLayer(root: string, folders: readonly string[]): Promise<readonly TarEntry[]> {
  const entries = await Promise.all(folders.map((folder) => filesBelow(root, folder)));
  return withFolders(entries.flat());
}

/** The program itself; `dist` is what `npm run build` makes. */
export async function programLayer(root: string, dist: string): Promise<readonly TarEntry[]> {
  const compiled = (await filesBelow(dirname(dist), dist)).map((entry) =>
    entry.kind === 'copy' ? { ...entry, name: join(APP, 'dist', relative(dist, entry.from)) } : entry,
  );
  return withFolders([
    ...['package.json', 'LICENSE'].map(
      (name): TarEntry => ({ kind: 'copy', name: join(APP, name), from: join(root, name) }),
    ),
    ...compiled,
  ]);
}

/** The files of one package or folder; packages inside it are others. */
async function filesBelow(root: string, folder: string): Promise<readonly TarEntry[]> {
  const found: TarEntry[] = [];
  const visit = async (at: string): Promise<void> => {
    const inside = await readdir(at, { withFileTypes: true });
    for (const entry of inside.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const from = join(at, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules') await visit(from);
      else if (entry.isFile() && !NOT_RUN.test(entry.name))
        found.push({ kind: 'copy', name: join(APP, relative(root, from)), from, executable: await isExecutable(from) });
    }
  };
  await visit(folder);
  return found;
}

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

const text = (name: string, content: string): TarEntry => ({ kind: 'file', name, bytes: Buffer.from(content) });

/** A container runtime makes folders that nobody lists as it likes; these are listed, each before what is in it. */
function withFolders(entries: readonly TarEntry[]): readonly TarEntry[] {
  const known = new Set(entries.flatMap((entry) => (entry.kind === 'directory' ? entry.name : [])));
  const missing = new Set<string>();
  for (const { name } of entries)
    for (let folder = dirname(name); folder !== '.' && !known.has(folder); folder = dirname(folder))
      missing.add(folder);
  const folders = [...missing].map((name): TarEntry => ({ kind: 'directory', name }));
  return [...folders, ...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
}
