import type { CheckResult } from './model.ts';
import { oneLine, shellWord } from './text.ts';

const MAX_ID = 200;

/** The command that repeats one check from the folder of a run. */
export function replayCommand(dir: string, checkId: string): string {
  return `waspect replay ${shellWord(dir)} --check ${shellWord(checkId)}`;
}

/** A list entry for the expected-failures file, to be completed by a person. */
export function expectedFailureRow(check: CheckResult): string {
  return [`- check: ${oneLine(check.id, MAX_ID)}`, '  reason: …', '  link: …', '  expires: YYYY-MM-DD'].join('\n');
}
