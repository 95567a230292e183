import { areaOf } from './checks.ts';
import type { CheckResult } from './model.ts';
import { oneLine, shellWord } from './text.ts';

const MAX_ID = 200;

/**
 * The command that repeats one check from the folder of a run. None for a finding of the doctor, which is about the set-up
 * and shows again in any run; of what a fleet found, the one that repeats the device alone.
 */
export function repeatCommand(dir: string, check: CheckResult): string | null {
  switch (areaOf(check.id)) {
    case 'doctor':
      return null;
    case 'fleet':
      return check.repro === null ? null : check.repro.trim();
    default:
      return `waspect replay ${shellWord(dir)} --check ${shellWord(check.id)}`;
  }
}

/** A list entry for the expected-failures file, to be completed by a person. */
export function expectedFailureRow(check: CheckResult): string {
  return [`- check: ${oneLine(check.id, MAX_ID)}`, '  reason: …', '  link: …', '  expires: YYYY-MM-DD'].join('\n');
}
