import { globSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Check, declaredChecks } from '../check.ts';

/** Where the checks live: this repository's sources, or the compiled files of the published package. */
const SUITES: string = fileURLToPath(new URL('../../', import.meta.url));

const checkFiles = (): readonly string[] =>
  globSync(`**/*.check${extname(import.meta.url)}`, { cwd: SUITES })
    .sort()
    .map((file) => pathToFileURL(SUITES + file).href);

/** Loads every `*.check` file, or the modules named by URL, and answers the checks that they declare, by id. */
export async function loadChecks(modules: readonly string[] = checkFiles()): Promise<readonly Check[]> {
  await Promise.all(modules.map((file) => import(/* @vite-ignore */ file)));
  return declaredChecks();
}
