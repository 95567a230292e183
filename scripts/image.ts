// `npm run image [FILE]`: builds dist/ and the image of waspect as an archive, without a container engine or a registry.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buildImage } from './image/image.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const file = resolve(process.argv[2] ?? join(root, 'waspect-image.tar'));

const build = spawn(process.execPath, [join(root, 'scripts/build.ts')], { stdio: 'inherit' });
const [code] = await once(build, 'exit');
if (code !== 0) process.exit(1);
try {
  const reference = await buildImage({ root, dist, node: process.execPath, file });
  const megabytes = Math.round((await stat(file)).size / 1e6);
  process.stdout.write(
    `${file} is ${reference}, ${megabytes} MB; give it to docker load --input, or to waspect cluster load\n`,
  );
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
