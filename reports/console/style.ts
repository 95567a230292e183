import { styleText } from 'node:util';
import type { CheckVerdict } from '../model.ts';

/** How text may look on the terminal at hand. */
export interface ConsoleOptions {
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
}

/** The part of a terminal stream that is used here; `process.stdout` is one. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const WIDTH_WITHOUT_TERMINAL = 100;
const MIN_WIDTH = 40;
const MAX_WIDTH = 140;

/** What this stream can show, with respect for `NO_COLOR`, `FORCE_COLOR` and dumb terminals. */
export function consoleOptions(stream: Terminal, env: Readonly<Record<string, string | undefined>>): ConsoleOptions {
  return { color: wantsColor(stream, env), width: stream.columns ?? WIDTH_WITHOUT_TERMINAL };
}

function wantsColor(stream: Terminal, env: Readonly<Record<string, string | undefined>>): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** The width that lines are wrapped to: never so narrow or wide that it cannot be read. */
export function readableWidth(width: number): number {
  return Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width));
}

type Look = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta';

export type Painter = (look: Look, text: string) => string;

/** Colours where they are wanted, else the text as it is. */
export function painter(color: boolean): Painter {
  return color ? (look, text) => styleText(look, text, { validateStream: false }) : (_look, text) => text;
}

export const VERDICT_TAGS: Readonly<Record<CheckVerdict, { readonly tag: string; readonly look: Look }>> = {
  fail: { tag: 'FAIL', look: 'red' },
  configError: { tag: 'SET-UP', look: 'magenta' },
  harnessError: { tag: 'TOOL', look: 'magenta' },
  warn: { tag: 'WARN', look: 'yellow' },
  notEvaluated: { tag: 'NOT EVALUATED', look: 'cyan' },
  notApplicable: { tag: 'N/A', look: 'dim' },
  pass: { tag: 'PASS', look: 'green' },
};

/** Breaks at spaces; a longer word is broken where the line ends. Continued lines are indented. */
export function wrap(text: string, width: number, indent: string): string {
  const room = Math.max(10, width - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => pieces(long, room))) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((each) => `${indent}${each}`).join('\n');
}

function pieces(word: string, size: number): readonly string[] {
  const parts: string[] = [];
  for (let start = 0; start < word.length; start += size) parts.push(word.slice(start, start + size));
  return parts;
}
