import { accessSync, constants, mkdirSync } from 'node:fs';
import { ConfigurationError, messageOf } from '../../suites/harness/failure.ts';

/** Found out before anything is judged, so that no run is lost for a wrong folder. Throws `OUT_UNWRITABLE`. */
export function assertWritable(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.W_OK);
  } catch (error) {
    throw new ConfigurationError('OUT_UNWRITABLE', `${messageOf(error)}; name a folder that can be written with --out`);
  }
}
