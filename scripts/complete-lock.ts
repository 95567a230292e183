// `npm run lock`: adds to package-lock.json the platform packages that the registry in use does not carry.
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { missingPlatforms } from './repository/lock-platforms.ts';

const path = join(resolve(import.meta.dirname, '..'), 'package-lock.json');
const lock = JSON.parse(await readFile(path, 'utf8'));
const missing = missingPlatforms(lock);
const packages = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => (a < b ? -1 : 1));
await writeFile(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`);
process.stdout.write(`Added ${Object.keys(missing).length} packages of other platforms.\n`);
