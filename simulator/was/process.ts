/**
 * A reference WAS as a process of its own: `node process.ts '<WasOptions as JSON>'`. Writes a target file for each
 * revision into the data folder, prints one line of JSON when it serves, and ends on SIGTERM, on SIGINT, or when the parent's channel closes.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RevisionId } from '../protocol/revision.ts';
import type { RunningWas, WasOptions } from './options.ts';
import { startWas } from './start-was.ts';
import { writeTargetFile } from './target-file.ts';

interface ProcessOptions extends WasOptions {
  /** Whether the data folder goes when the process ends, also where its parent was killed. */
  readonly throwAway?: boolean;
}

const isOptions = (value: unknown): value is ProcessOptions =>
  typeof value === 'object' && value !== null && 'dataDir' in value && typeof value.dataDir === 'string';

function readOptions(argument: string | undefined): ProcessOptions {
  const value: unknown = JSON.parse(argument ?? 'null');
  if (!isOptions(value)) throw new TypeError('WAS_OPTIONS: the first argument has to be JSON with a dataDir');
  return { ...value, log: (line) => console.error(line) };
}

function endWith(was: RunningWas, { dataDir, throwAway = false }: ProcessOptions): void {
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    was
      .close()
      .then(() => {
        if (throwAway) rmSync(dataDir, { recursive: true, force: true });
      })
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  if (process.send) process.on('disconnect', end);
}

const options = readOptions(process.argv[2]);
const was = await startWas(options);
endWith(was, options);
const targets: Partial<Record<RevisionId, string>> = {};
for (const revision of options.revisions ?? ['1.0.0-rc.3']) {
  const file = join(options.dataDir, `target-${revision}.yaml`);
  await writeTargetFile(was, file, { revision });
  targets[revision] = file;
}
const { interfaces, controlUrl, misUrl, discoveryUrl } = was;
console.log(JSON.stringify({ interfaces, controlUrl, misUrl, discoveryUrl, targets }));
