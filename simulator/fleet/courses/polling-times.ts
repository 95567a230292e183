import type { Polling } from '../plan/plan.ts';

/** When polls are due, in whole microseconds; `uniform` is a draw in [0, 1). */
export interface PollingTimes {
  /** The one after a poll at `now`: a period later, give or take the jitter. */
  after(now: number, periodUs: number, uniform: number): number;
  /** The first moment from `due` on in the hours of polling; who waits for them is spread by the jitter after they begin. */
  open(due: number, periodUs: number, uniform: number): number;
}

const HOURS = 24;

export function pollingTimes({ jitter, hours }: Polling): PollingTimes {
  const open = openingTimes(hours, jitter);
  return {
    open,
    after: (now, periodUs, uniform) =>
      open(now + Math.max(1, Math.round(periodUs * (1 + jitter * (2 * uniform - 1)))), periodUs, uniform),
  };
}

function openingTimes(hours: Polling['hours'], jitter: number): PollingTimes['open'] {
  if (hours === null) return (due) => due;
  const dayUs = Math.round(hours.dayMs * 1000);
  const opens = Math.round((hours.from / HOURS) * dayUs);
  const closes = Math.round((hours.to / HOURS) * dayUs);
  const opened = closes > opens ? closes - opens : closes - opens + dayUs;
  return (due, periodUs, uniform) => {
    const sinceOpening = (((due - opens) % dayUs) + dayUs) % dayUs;
    if (sinceOpening < opened) return due;
    return due + dayUs - sinceOpening + Math.min(Math.floor(periodUs * jitter * uniform), opened - 1);
  };
}
