import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ImageError } from './image-error.ts';

interface PackageFile {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/**
 * Folders of all packages that the package in `root` needs when it runs, in order, as they are installed there; what is
 * for developing only is not among them.
 * @throws ImageError DEPENDENCY_MISSING
 */
export async function productionDependencies(root: string): Promise<readonly string[]> {
  const found = new Set<string>();
  const visit = async (folder: string): Promise<void> => {
    const { required, optional } = await namesIn(folder, folder === root);
    for (const name of [...required, ...optional]) {
      const at = installed(root, folder, name);
      if (at === undefined && !optional.has(name))
        throw new ImageError('DEPENDENCY_MISSING', `${name}, which ${folder} needs, is not installed; run npm ci`);
      if (at === undefined || found.has(at)) continue;
      found.add(at);
      await visit(at);
    }
  };
  await visit(root);
  return [...found].sort();
}

/** Peers of the package itself are its user's choice; those of a dependency have been installed with it. */
async function namesIn(
  folder: string,
  isRoot: boolean,
): Promise<{ readonly required: ReadonlySet<string>; readonly optional: ReadonlySet<string> }> {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta }: PackageFile = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  const optional = new Set(Object.keys(optionalDependencies ?? {}));
  const peers = isRoot ? [] : Object.keys(peerDependencies ?? {});
  const needed = peers.filter((name) => peerDependenciesMeta?.[name]?.optional !== true);
  const required = [...Object.keys(dependencies ?? {}), ...needed].filter((name) => !optional.has(name));
  return { required: new Set(required), optional };
}

/** Where Node finds a package, from a folder upwards. */
function installed(root: string, from: string, name: string): string | undefined {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  return undefined;
}
