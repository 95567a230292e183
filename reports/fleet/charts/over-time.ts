import type { FleetInterval, FleetReport } from '../model.ts';
import { number } from '../wording.ts';
import { type Axis, clock, linearAxis, timeAxis } from './axis.ts';
import type { Layer, Mark, Point } from './chart.ts';

/** A run cut into intervals, as charts over time need it. */
export interface Course {
  readonly x: Axis;
  readonly marks: readonly Mark[];
  readonly intervals: readonly TimedInterval[];
  /** Names of the rows of a table: when each interval ended. */
  readonly names: readonly string[];
}

export interface TimedInterval extends FleetInterval {
  /** Of its middle and its end, in milliseconds from the start. */
  readonly middleMs: number;
  readonly endMs: number;
  readonly seconds: number;
}

const US_IN_MS = 1000;

export function courseOf({ course, intervalMs, endedAtMs, incidents, violations }: FleetReport): Course {
  // The last interval takes what comes after it, and ends when the run does.
  const lastEnd = Math.max(endedAtMs, (course.length - 1) * intervalMs + 1);
  const intervals = course.map((interval, index) => {
    const startMs = index * intervalMs;
    const endMs = index === course.length - 1 ? lastEnd : startMs + intervalMs;
    return { ...interval, endMs, middleMs: (startMs + endMs) / 2, seconds: (endMs - startMs) / 1000 };
  });
  const numbered = incidents.map(({ at, code, message }, index) => ({
    x: at / US_IN_MS,
    number: index + 1,
    words: `${code}: ${message}`,
  }));
  const broken = violations.map(({ at, requirement }) => ({
    x: at / US_IN_MS,
    number: null,
    words: `${requirement} was broken`,
  }));
  return {
    x: timeAxis(lastEnd),
    marks: [...broken, ...apart(numbered, lastEnd)],
    intervals,
    names: intervals.map(({ endMs }) => clock(endMs, lastEnd)),
  };
}

/** Incidents whose numbers would lie over one another: the first stands for all, the list below has each. */
function apart(marks: readonly Mark[], endMs: number): readonly Mark[] {
  const shown: Mark[] = [];
  for (const mark of marks.toSorted((a, b) => a.x - b.x)) {
    if (mark.x - (shown.at(-1)?.x ?? Number.NEGATIVE_INFINITY) > endMs / 36) shown.push(mark);
  }
  return shown;
}

/** A line or an area through one value of each interval; null where there is none. */
export function layerOf(
  { intervals }: Course,
  layer: Omit<Layer, 'points'>,
  value: (interval: TimedInterval) => number | null,
): Layer {
  const points = intervals.map((interval): Point | null => {
    const y = value(interval);
    return y === null ? null : { x: interval.middleMs, y };
  });
  return { ...layer, points };
}

/** Up to the greatest of what is drawn. */
export function axisFor(layers: readonly Layer[], label: string, words: (value: number) => string = number): Axis {
  return linearAxis(greatest(layers), label, words);
}

export function greatest(layers: readonly Layer[]): number {
  return layers.reduce((most, { points }) => points.reduce((max, point) => Math.max(max, point?.y ?? 0), most), 0);
}

/** A rate with three digits. */
export function rateText(perSecond: number): string {
  return perSecond >= 100 ? number(perSecond) : String(Number(perSecond.toPrecision(3)));
}
