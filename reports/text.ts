/**
 * Text that came from the system under test, made harmless for a person's eyes: whatever a reader
 * or a terminal would obey instead of show becomes a visible sign.
 */

/** C0 except tab and newline, DEL, C1, directional overrides and isolates, zero-width characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const CONTROL_PICTURES = 0x2400;
const PICTURE_OF_DELETE = '\u2421';

function sign(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code);
  if (code === 0x7f) return PICTURE_OF_DELETE;
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Shows every control, directional and zero-width character as a sign; newline and tab stay. */
export function visible(text: string): string {
  return text.toWellFormed().replace(INVISIBLE, sign);
}

/** At most `max` UTF-16 units, ending in `…` where something was left out; never half a character. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = isHighSurrogate(text.charCodeAt(max - 2)) ? max - 2 : max - 1;
  return `${text.slice(0, end)}…`;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** One visible line of at most `max` characters. Clipped first, so that a huge text costs nothing. */
export function oneLine(text: string, max: number): string {
  const bounded = text.length > max * 4 ? text.slice(0, max * 4) : text;
  return clip(visible(bounded.replace(/\s+/g, ' ').trim()), max);
}

/** JSON for people, bounded; what JSON cannot say (`undefined`, a BigInt) falls back to its string form. */
export function jsonText(value: unknown, max: number): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, null, 2);
  } catch {
    text = undefined;
  }
  return clip(text ?? String(value), max);
}

/** `1 check`, `2 checks`. */
export function count(number: number, noun: string, plural: string = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** Milliseconds as a person says them: `840 ms`, `12.4 s`, `3 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A word of a POSIX shell command, quoted where it must be. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
