import type { Timeline } from '../../model.ts';
import { duration } from '../../text.ts';
import { type Condensed, condense } from '../../timeline/condense.ts';
import { type Band, bandsOf } from './bands.ts';
import { fitting, textWidth } from './measure.ts';
import { type Placed, place } from './place.ts';
import { type Scale, stretchedScale } from './scale.ts';

/** Everything of a picture with its place, in pixels. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Below the numbers of the commands, above the times. */
  readonly top: number;
  readonly bottom: number;
  readonly rows: readonly LaidBand[];
  readonly steps: readonly { readonly x: number; readonly number: number; readonly label: string }[];
  readonly ticks: readonly { readonly x: number; readonly text: string }[];
  readonly broken: readonly number[];
  readonly condensed: Condensed;
}

export interface LaidBand {
  readonly band: Band;
  readonly y: number;
  readonly height: number;
  readonly placed: readonly Placed[];
}

export const ROW = 25;
export const BAND_PADDING = 7;

const TOP = 34;
const AXIS = 26;
const MARGIN = 20;
const BADGE = 11;

/** How much wider bold words are than others. */
const BOLD = 1.1;
const TICK_SPACE = 14;

/** Widths of a picture by how much it has to show; a style sheet knows each, to fit it onto paper. */
const WIDTHS: readonly { readonly upTo: number; readonly width: number }[] = [
  { upTo: 36, width: 916 },
  { upTo: 80, width: 1320 },
  { upTo: 160, width: 1980 },
];
const WIDEST = 2640;

/** Lays a timeline out, with at most so many marks. */
export function layOut(timeline: Timeline, maxMarks: number): Layout {
  const condensed = condense(timeline, maxMarks);
  const { marks } = condensed;
  const load = marks.length + timeline.steps.length;
  const width = WIDTHS.find(({ upTo }) => load <= upTo)?.width ?? WIDEST;
  const right = width - MARGIN;
  const starts = timeline.steps.map(({ atMs }) => Math.min(atMs, Number.MAX_SAFE_INTEGER));
  const moments = marks.flatMap(({ atMs, durationMs }) => [atMs, atMs + durationMs]);
  const scale = stretchedScale({ moments, steps: starts, from: MARGIN, to: right });
  const rows: LaidBand[] = [];
  let y = TOP;
  for (const band of bandsOf(marks, timeline.lanes)) {
    const placed = place(band.marks, scale, right);
    const height = bandHeight(band, placed);
    rows.push({ band, y, height, placed });
    y += height;
  }
  return {
    width,
    height: y + AXIS,
    top: TOP,
    bottom: y,
    rows,
    steps: stepsOf(timeline, scale, right),
    ticks: ticksOf(starts, moments, scale, width),
    broken: marks.filter(({ kind }) => kind === 'violation').map(({ atMs }) => scale(atMs)),
    condensed,
  };
}

function bandHeight({ actor }: Band, placed: readonly Placed[]): number {
  const rows = placed.reduce((most, { row }) => Math.max(most, row + 1), actor === '' ? 1 : 1.5);
  return rows * ROW + BAND_PADDING * 2;
}

/** A command has the words that fit until the next one begins. */
function stepsOf({ steps }: Timeline, scale: Scale, right: number): Layout['steps'] {
  const numbered = steps
    .map(({ atMs, label }, index) => ({ x: scale(Math.min(atMs, Number.MAX_SAFE_INTEGER)), number: index + 1, label }))
    .toSorted((a, b) => a.x - b.x || a.number - b.number);
  return numbered.map((step, index) => {
    const room = ((numbered[index + 1]?.x ?? right) - step.x - BADGE * 2 - 14) / BOLD;
    return { ...step, label: room < 40 ? '' : fitting(step.label, room) };
  });
}

/** Times under the axis, those of commands first, as many as stand apart. */
function ticksOf(steps: readonly number[], moments: readonly number[], scale: Scale, width: number): Layout['ticks'] {
  const chosen: { x: number; text: string; half: number }[] = [];
  for (const ms of [0, Math.max(0, ...moments, ...steps), ...steps, ...moments]) {
    const text = duration(ms);
    const half = textWidth(text) / 2;
    const x = Math.min(width - half - 2, Math.max(half + 2, scale(ms)));
    if (chosen.every((other) => Math.abs(other.x - x) > other.half + half + TICK_SPACE)) chosen.push({ x, text, half });
  }
  return chosen.map(({ x, text }) => ({ x, text }));
}
