import { oneLine } from '../text.ts';

const MARKUP = /[\\`*_{}[\]()<>#+!|~@:$&]|^-/g;

/**
 * One line that Markdown shows as it is, in a table cell as well: what could become markup, a link, a
 * mention or raw HTML is written as a character reference.
 */
export function inline(text: string, max = 400): string {
  return oneLine(text, max).replace(MARKUP, (character) => `&#${character.charCodeAt(0)};`);
}

/** Code in a line, fenced by more backticks than it holds in a row; a table cell may not hold a bar. */
export function code(text: string, max = 400): string {
  const line = oneLine(text, max).replaceAll('|', '¦');
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A fenced block; the fence is longer than any in the text. */
export function block(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
