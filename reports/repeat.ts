import type { CheckResult } from './model.ts';
import { shellWord } from './text.ts';

/** The command that repeats one check from the folder of a run. */
export function replayCommand(dir: string, checkId: string): string {
  return `waspect replay ${shellWord(dir)} --check ${shellWord(checkId)}`;
}

/** A list entry for the expected-failures file, to be completed by a person. */
export function expectedFailureRow(check: CheckResult): string {
  return [`- check: ${check.id}`, '  reason: …', '  link: …', '  expires: YYYY-MM-DD'].join('\n');
}
