import { clip, oneLine } from '../../text.ts';

const NARROW = 6.3;
const WIDE = 12;

/** From here on scripts whose characters are as wide as they are high. */
const FIRST_WIDE = 0x2e80;

/** How wide a text is at the size of a label, in pixels, rather too much than too little. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += (character.codePointAt(0) ?? 0) < FIRST_WIDE ? NARROW : WIDE;
  return width;
}

/** One line that takes at most so many pixels; empty where not even a few characters have room. */
export function fitting(text: string, pixels: number): string {
  const line = oneLine(text, Math.max(1, Math.floor(pixels / NARROW)));
  if (textWidth(line) <= pixels) return line;
  return clip(line, Math.max(1, Math.floor(pixels / WIDE)));
}

/** An id of which the end tells it from its neighbours. */
export function tail(text: string, max: number): string {
  const line = oneLine(text, 400);
  return line.length <= max ? line : `…${line.slice(1 - max).toWellFormed()}`;
}
