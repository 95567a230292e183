/** Where a time lies in the picture, in pixels. */
export type Scale = (ms: number) => number;

export interface ScaleOptions {
  /** Times at which something begins or ends. */
  readonly moments: readonly number[];
  /** Times at which a command begins: after each there is room for its number. */
  readonly steps: readonly number[];
  readonly from: number;
  readonly to: number;
}

const GAP = 2;
const GAP_AFTER_STEP = 30;

/** What gaps may take of the width, so that passing time is always seen. */
const GAPS_SHARE = 0.7;

/**
 * A time axis stretched where much happens: a span between two moments grows with the root of its length, so
 * that a call of milliseconds is seen beside an installation of seconds. Never runs backwards.
 */
export function stretchedScale({ moments, steps, from, to }: ScaleOptions): Scale {
  const times = [...new Set([0, ...moments, ...steps])].toSorted((a, b) => a - b);
  const starts = new Set(steps);
  const spans = times.slice(1).map((time, index) => ({
    length: Math.sqrt(time - (times[index] ?? 0)),
    gap: starts.has(times[index] ?? 0) ? GAP_AFTER_STEP : GAP,
  }));
  const gaps = spans.reduce((sum, { gap }) => sum + gap, 0);
  const gapScale = Math.min(1, ((to - from) * GAPS_SHARE) / Math.max(1, gaps));
  const length = spans.reduce((sum, span) => sum + span.length, 0);
  const unit = (to - from - gaps * gapScale) / Math.max(1, length);
  const places = [from];
  for (const span of spans) places.push((places.at(-1) ?? from) + span.gap * gapScale + span.length * unit);
  return (ms) => {
    const after = times.findIndex((time) => time >= ms);
    if (after === -1) return places.at(-1) ?? from;
    const [t1, x1] = [times[after] ?? 0, places[after] ?? from];
    const [t0, x0] = [times[after - 1] ?? t1, places[after - 1] ?? x1];
    return t1 === t0 ? x1 : x0 + ((x1 - x0) * (ms - t0)) / (t1 - t0);
  };
}
