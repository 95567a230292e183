import type { CheckResult } from '../model.ts';
import { oneLine } from '../text.ts';

const MAX_COMMANDS = 100;
const MAX_WORDS = 300;

/** The shrunk sequence of commands that fails, in words, a line each; null where a counterexample is something else. */
export function failingSequence(check: CheckResult): readonly string[] | null {
  if (check.counterexample === null) return null;
  const { value } = check.counterexample;
  if (!Array.isArray(value) || value.length === 0) return null;
  const items: readonly unknown[] = value;
  // A list of plain texts may be anything: it is a sequence only where the check runs sequences.
  const isSequence = items.every(isCommand) || (runsSequences(check) && items.every(isText));
  if (!isSequence) return null;
  const lines = items.slice(0, MAX_COMMANDS).map((item) => oneLine(words(item), MAX_WORDS));
  return items.length > MAX_COMMANDS ? [...lines, `… and ${items.length - MAX_COMMANDS} more`] : lines;
}

/** Whether the check has a place among the sequences of the end-to-end section. */
export function runsSequences(check: CheckResult): boolean {
  return check.sequences !== undefined || (check.timeline ?? null) !== null;
}

function isText(item: unknown): item is string {
  return typeof item === 'string';
}

function isCommand(item: unknown): item is { readonly command: string } {
  return typeof item === 'object' && item !== null && 'command' in item && typeof item.command === 'string';
}

function words(item: unknown): string {
  if (!isCommand(item)) return String(item);
  const { command, ...rest } = item;
  const given = Object.entries(rest).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [command, given.join(', ')].filter((part) => part !== '').join(' ');
}
