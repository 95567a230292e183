import type { CheckResult } from '../model.ts';
import { clip } from '../text.ts';
import { failingSequence } from '../timeline/commands.ts';
import { timelineLines } from '../timeline/text-lines.ts';
import type { Painter } from './style.ts';

const MAX_COMMANDS = 12;
const MAX_EVENTS = 14;
const INDENT = '    ';

/** How a sequence came to fail: its shrunk commands, and the end of its timeline. Lines are cut at the width. */
export function courseLines(check: CheckResult, width: number, paint: Painter): readonly string[] {
  return [...sequenceLines(check, width), ...eventLines(check, width, paint)];
}

function sequenceLines(check: CheckResult, width: number): readonly string[] {
  const sequence = failingSequence(check);
  if (sequence === null) return [];
  const rest = sequence.length - MAX_COMMANDS;
  return [
    `${INDENT}Shortest sequence found that fails`,
    ...sequence.slice(0, MAX_COMMANDS).map((line, index) => clip(`${INDENT}  ${index + 1}. ${line}`, width)),
    ...(rest > 0 ? [`${INDENT}  … and ${rest} more`] : []),
  ];
}

function eventLines({ timeline }: CheckResult, width: number, paint: Painter): readonly string[] {
  if (timeline === undefined || timeline === null) return [];
  return timelineLines(timeline, MAX_EVENTS).map(({ text, isBroken }) => {
    const line = clip(`${INDENT}${text}`, width);
    return isBroken ? paint('red', line) : line;
  });
}
