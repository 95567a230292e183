import type { Random } from './time/random.ts';

/** When a client asks; the end user sets all of it (OFF-002, OFF-003). */
export interface Schedule {
  /** Between two polls, in milliseconds. */
  readonly rateMs: number;
  /** Share of the rate by which a poll may come early, so that a fleet spreads; default 0.1. */
  readonly jitter?: number;
  /** Polls only in these hours of the day, UTC; `from` 22 and `to` 6 pass midnight. Default: always. */
  readonly hours?: { readonly from: number; readonly to: number };
  /** Windows in which no retry is made and errors of communication do not count; milliseconds since the epoch. */
  readonly downtimes?: readonly { readonly from: number; readonly until: number }[];
}

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** When the next regular poll is due after one at `now`: one rate later, or when the polling hours begin. */
export function nextPoll(now: number, { rateMs, jitter = 0.1, hours }: Schedule, random: Random): number {
  const due = now + rateMs * (1 - jitter * random.next());
  return hours ? withinHours(due, hours.from, hours.to) : due;
}

/** The first moment from `at` on that lies in the hours; equal ends are the whole day. */
export function withinHours(at: number, from: number, to: number): number {
  const hour = (at / HOUR_MS) % DAY_HOURS;
  const isOpen = from === to || (from < to ? hour >= from && hour < to : hour >= from || hour < to);
  if (isOpen) return at;
  return at + ((from - hour + DAY_HOURS) % DAY_HOURS) * HOUR_MS;
}

export const inDowntime = (now: number, { downtimes = [] }: Schedule): boolean =>
  downtimes.some(({ from, until }) => now >= from && now < until);
