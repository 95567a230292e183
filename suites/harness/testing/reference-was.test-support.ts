import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunningWas, WasOptions } from '../../../simulator/was/options.ts';
import { startWas } from '../../../simulator/was/start-was.ts';
import { writeTargetFile } from '../../../simulator/was/target-file.ts';

export interface ReferenceWas {
  readonly was: RunningWas;
  readonly folder: string;
  /** Its target file, with the issuer and the anchors in `pki` beside it. */
  readonly file: string;
}

/** The reference WAS in this process, until the test ends. */
export async function referenceWas(options: Omit<WasOptions, 'dataDir'> = {}): Promise<ReferenceWas> {
  const folder = mkdtempSync(join(tmpdir(), 'waspect-reference-'));
  const was = await startWas({ ...options, dataDir: folder });
  onTestFinished(async () => {
    await was.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'target.yaml');
  await writeTargetFile(was, file);
  return { was, folder, file };
}
