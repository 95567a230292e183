import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { RevisionId } from '../../simulator/protocol/revision.ts';
import { DEFAULT_REVISION } from '../../simulator/protocol/revisions.ts';
import type { WasOptions } from '../../simulator/was/options.ts';
import { startWas } from '../../simulator/was/start-was.ts';
import { writeTargetFile } from '../../simulator/was/target-file.ts';
import { SHORT_TOKENS } from '../cli/embedded-was.ts';
import { scratchDir } from '../cli/scratch.ts';

/** A reference WAS of one proof, with its target file in a folder that goes when it is closed. */
export interface ReferenceTarget extends AsyncDisposable {
  readonly file: string;
}

export interface ReferenceOptions extends Omit<WasOptions, 'dataDir' | 'revisions'> {
  /** The one that it serves and is judged by; default: the newest. */
  readonly revision?: RevisionId;
}

export async function referenceTarget(
  { revision = DEFAULT_REVISION, ...options }: ReferenceOptions,
  pace?: Pace,
): Promise<ReferenceTarget> {
  const dataDir = scratchDir('waspect-proof-');
  const was = await startWas({
    endpoints: ['test', 'production'],
    // Where a slow machine is allowed for, a token must not end between two requests of a check.
    ...(pace !== 'ample' && { preDraft: SHORT_TOKENS }),
    ...options,
    revisions: [revision],
    dataDir,
  });
  const file = join(dataDir, 'target.yaml');
  await writeTargetFile(was, file, { revision });
  if (pace) setPace(file, pace);
  return {
    file,
    [Symbol.asyncDispose]: async () => {
      await was.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * `brisk`: the reference WAS shows everything at once, and what it does not show need not be awaited. `ample`: a slow
 * machine, on which suite and WAS share a process, must not look like a slow WAS.
 */
export type Pace = 'brisk' | 'ample';

const TIMEOUTS: Readonly<Record<Pace, Readonly<Record<string, string>>>> = {
  brisk: { request: '5s', settle: '1500ms', quiet: '100ms' },
  ample: { request: '30s', settle: '60s' },
};

/** Writes other timeouts into a target file; what a pace does not name stays. */
export function setPace(file: string, pace: Pace): void {
  const target = parseDocument(readFileSync(file, 'utf8'));
  for (const [name, value] of Object.entries(TIMEOUTS[pace])) target.setIn(['timeouts', name], value);
  writeFileSync(file, String(target));
}
