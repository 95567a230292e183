import { retryDelay } from '../../device/connection/backoff.ts';
import type { Setback } from '../../device/connection/setback.ts';
import type { Courses } from '../courses/intent.ts';
import type { Population } from '../population/population.ts';
import { Stream, streamKey } from '../random/stream.ts';
import type { Stages } from './stages.ts';

export interface PausesOptions {
  readonly seed: number;
  readonly courses: Courses;
  readonly population: Population;
  readonly stages: Stages;
}

/** How long devices wait after a setback, by their conduct: milliseconds; undefined until the next poll of the plan. */
export function pauses({
  seed,
  courses,
  population,
  stages,
}: PausesOptions): (row: number, setback: Setback) => number | undefined {
  const random = new Stream(streamKey(seed, 'pauses'));
  return (row, { advice }) => {
    const { retryAfter, backoffBaseMs, backoffMaxMs } = stages.conduct(row);
    const failures = population.failed(row);
    const heard = retryAfter === 'heeds' ? advice : { ...advice, waitMs: 0, retryable: true };
    const options = { baseMs: backoffBaseMs, maxMs: backoffMaxMs };
    return retryDelay(heard, failures, random.to(courses.deviceOf(row), failures), options);
  };
}
