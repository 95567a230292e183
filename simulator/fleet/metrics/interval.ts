/** Intervals that a course has at most: as many as a chart shows apart, and as a comparison needs. */
export const MAX_INTERVALS = 300;

/** Left for what is still under way when the plan has ended. */
const INTERVALS_OF_THE_PLAN = 240;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Round figures, in milliseconds. */
const INTERVALS: readonly number[] = [
  ...[100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
];

/** How long an interval of a run is, in milliseconds: the same for all slices, since the plan alone decides. */
export function intervalOf(durationMs: number): number {
  const enough = (interval: number) => durationMs <= interval * INTERVALS_OF_THE_PLAN;
  return INTERVALS.find(enough) ?? Math.ceil(durationMs / INTERVALS_OF_THE_PLAN / HOUR) * HOUR;
}
