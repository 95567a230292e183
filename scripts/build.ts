// `npm run build`: compiles what is published into dist/, or the folder that is named, with the data files that the
// modules read at their side.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, glob, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const dist = resolve(root, process.argv[2] ?? 'dist');
const NOT_DATA = /\.(ts|snap)$|\.test(-[a-z]+)?\./;

await rm(dist, { recursive: true, force: true });
await compile();
const data = await copyData();
// npm makes it executable when it installs; a linked clone has nobody to do it.
await chmod(join(dist, 'scripts/waspect.js'), 0o755);
process.stdout.write(`Built ${relative(root, dist)}/ with ${data} data files.\n`);

async function compile(): Promise<void> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const child = spawn(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', dist], {
    cwd: root,
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) {
    process.stderr.write('BUILD_FAILED: the compiler found errors; nothing was published\n');
    process.exit(1);
  }
}

/** Whatever stands beside the code and is not code: catalogues, schemas, fixtures, the styles of the report. */
async function copyData(): Promise<number> {
  const found = await Array.fromAsync(
    glob('{suites,simulator,reports,fixtures}/**/*', { cwd: root, withFileTypes: true }),
  );
  const files = found
    .filter((entry) => entry.isFile() && !NOT_DATA.test(entry.name))
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)));
  for (const file of files) await cp(join(root, file), join(dist, file));
  return files.length;
}
