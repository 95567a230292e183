import { duration } from '../../text.ts';
import type { Mark } from '../../timeline/condense.ts';
import { fitting, textWidth } from './measure.ts';
import type { Scale } from './scale.ts';

/** A mark with its place in a band; `row` counts from 0. */
export interface Placed {
  readonly mark: Mark;
  readonly x: number;
  /** Of the bar; 0 where it is drawn as a moment. */
  readonly width: number;
  readonly row: number;
  /** Empty where there is no room: the table has it. */
  readonly label: string;
  /** How long it took, where that is worth a word. */
  readonly took: string;
  readonly textX: number;
  /** Where the words stand beside the shape. */
  readonly side: 'inside' | 'behind' | 'before';
}

export const GLYPH = 6;

const MAX_ROWS = 5;
const MAX_LABEL = 230;
const MAX_VIOLATION = 440;
const SHORTEST_BAR = 10;
const SHORTEST_TOLD_MS = 100;
const PADDING = 6;
const SPACE = 10;

/** Puts each mark into the first row in which it and its label touch nobody. */
export function place(marks: readonly Mark[], scale: Scale, right: number): readonly Placed[] {
  const ends: number[] = [];
  return marks.map((mark) => {
    const wanted = measured(mark, scale, right);
    const { from, to } = extent(wanted);
    const free = ends.findIndex((end) => end <= from);
    const row = free >= 0 ? free : ends.length;
    if (row < MAX_ROWS) {
      ends[row] = Math.max(to, ends[row] ?? 0) + SPACE;
      return { ...wanted, row };
    }
    // No room for words: it is drawn where the least is hidden.
    const emptiest = ends.indexOf(Math.min(...ends));
    ends[emptiest] = Math.max(ends[emptiest] ?? 0, wanted.x + Math.max(wanted.width, GLYPH * 2));
    return { ...wanted, row: emptiest, label: '', took: '' };
  });
}

function measured(mark: Mark, scale: Scale, right: number): Omit<Placed, 'row'> {
  const x = scale(mark.atMs);
  const span = scale(mark.atMs + mark.durationMs) - x;
  const width = span < SHORTEST_BAR || mark.kind === 'violation' ? 0 : span;
  const times = mark.times > 1 ? ` ×${mark.times}` : '';
  const room = mark.kind === 'violation' ? MAX_VIOLATION : MAX_LABEL;
  const label = `${fitting(mark.label === '' ? mark.kind : mark.label, room)}${times}`;
  const took = width > 0 && mark.durationMs >= SHORTEST_TOLD_MS ? duration(mark.durationMs) : '';
  const placed = { mark, x, width, label, took };
  const words = wordsWidth(placed);
  // In the bar, else behind it, else before it where the picture ends.
  if (words + PADDING * 2 <= width) return { ...placed, textX: x + PADDING, side: 'inside' };
  const behind = width > 0 ? x + width + PADDING : x + GLYPH + 5;
  if (behind + words <= right) return { ...placed, textX: behind, side: 'behind' };
  return { ...placed, textX: width > 0 ? x - PADDING : x - GLYPH - 5, side: 'before' };
}

function wordsWidth({ label, took }: Pick<Placed, 'label' | 'took'>): number {
  return textWidth(label) + (took === '' ? 0 : textWidth(took) + PADDING);
}

function extent(placed: Omit<Placed, 'row'>): { readonly from: number; readonly to: number } {
  const { x, width, textX, side } = placed;
  const words = wordsWidth(placed);
  const [textFrom, textTo] = side === 'before' ? [textX - words, textX] : [textX, textX + words];
  return { from: Math.min(x - GLYPH, textFrom), to: Math.max(x + width, x + GLYPH, textTo) };
}
