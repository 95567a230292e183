import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A Node on the PATH that is too old for waspect, or undefined on a machine that has none. */
export function olderNode(): string | undefined {
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  return [...new Set(candidates)].filter((path) => existsSync(path)).find((path) => majorOf(path) < 24);
}

function majorOf(node: string): number {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)\./.exec(version)?.[1] ?? Number.NaN);
}
