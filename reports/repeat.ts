import { areaOf } from './checks.ts';
import type { CheckResult } from './model.ts';
import { oneLine, shellWord } from './text.ts';

const MAX_ID = 200;

/** Whether `replay` can repeat it: a finding of the doctor is about the set-up, and shows again in any run. */
export function isRepeatable(check: CheckResult): boolean {
  return areaOf(check.id) !== 'doctor';
}

/** The command that repeats one check from the folder of a run. */
export function replayCommand(dir: string, checkId: string): string {
  return `waspect replay ${shellWord(dir)} --check ${shellWord(checkId)}`;
}

/** A list entry for the expected-failures file, to be completed by a person. */
export function expectedFailureRow(check: CheckResult): string {
  return [`- check: ${oneLine(check.id, MAX_ID)}`, '  reason: …', '  link: …', '  expires: YYYY-MM-DD'].join('\n');
}
