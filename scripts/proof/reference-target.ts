import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { WasOptions } from '../../simulator/was/options.ts';
import { startWas } from '../../simulator/was/start-was.ts';
import { writeTargetFile } from '../../simulator/was/target-file.ts';
import { scratchDir } from '../cli/scratch.ts';

/** A reference WAS of one proof, with its target file in a folder that goes when it is closed. */
export interface ReferenceTarget extends AsyncDisposable {
  readonly file: string;
}

export async function referenceTarget(options: Omit<WasOptions, 'dataDir'>, brisk = false): Promise<ReferenceTarget> {
  const dataDir = scratchDir('waspect-proof-');
  const was = await startWas({ endpoints: ['test', 'production'], ...options, dataDir });
  const file = join(dataDir, 'target.yaml');
  await writeTargetFile(was, file);
  if (brisk) hurry(file);
  return {
    file,
    [Symbol.asyncDispose]: async () => {
      await was.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function hurry(file: string): void {
  const target = parseDocument(readFileSync(file, 'utf8'));
  target.set('timeouts', { request: '5s', settle: '2s', quiet: '100ms' });
  writeFileSync(file, String(target));
}
