import type { SeenRequest } from './seen.test-support.ts';

/** Between two requests: more than three of the periods in which they poll. */
const LONG_MS = 1300;
/** Clocks of timers and of the witness may differ by as much. */
const TOLERANCE_MS = 10;

/** The long spans in which a client asked for nothing. */
export const silences = (requests: readonly SeenRequest[]): readonly number[] =>
  gaps(requests).filter((ms) => ms >= LONG_MS);

/** The long spans in which nobody asked for anything. */
export const hushes = (requests: readonly SeenRequest[]): readonly number[] =>
  silences(requests.toSorted((left, right) => left.at - right.at));

/** What came from a client within the time that it had been asked to wait. */
export function requestsTooEarly(requests: readonly SeenRequest[]): readonly SeenRequest[] {
  let until = Number.NEGATIVE_INFINITY;
  return requests.filter(({ at, answer }) => {
    const isEarly = at < until - TOLERANCE_MS;
    if (answer && answer.retryAfterMs !== null) until = answer.at + answer.retryAfterMs;
    return isEarly;
  });
}

/** Whether a client waited longer after the last of several refusals than after the first, when nothing was said of it. */
export function waitsThatGrew(requests: readonly SeenRequest[]): boolean {
  const waits = requests.flatMap(({ answer }, index) => {
    const next = requests[index + 1];
    return answer?.status === 503 && answer.retryAfterMs === null && next ? [next.at - answer.at] : [];
  });
  const [first = 0, last = 0] = [waits[0], waits.at(-1)];
  return waits.length > 1 && last > first;
}

const gaps = (requests: readonly SeenRequest[]): readonly number[] =>
  requests.slice(1).map(({ at }, index) => at - (requests[index]?.at ?? at));
