const DURATION = /^(\d+)m(\d+)s$/;
const LONGEST_MINUTES = 7 * 24 * 60;

/** Milliseconds of `8m30s`, at most a week; undefined where it is written otherwise. */
export function durationMs(text: string): number | undefined {
  const [, minutes, seconds] = DURATION.exec(text) ?? [];
  if (minutes === undefined || seconds === undefined) return undefined;
  return Math.min(Number(minutes) * 60 + Number(seconds), LONGEST_MINUTES * 60) * 1000;
}
