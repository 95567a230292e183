import { timeText } from './amounts.ts';
import { readLatencies } from './latencies.ts';
import type { EncodedHistogram, GeneratorReport, MergedReport } from './report.ts';

/** Where a run says more about us than about the WFM. */
export const GENERATOR_LIMITS = {
  /** p99 of how late intents were begun, in microseconds. */
  latenessUs: 10_000,
  /** p99 of how long the event loop let a timer wait, in microseconds. */
  loopDelayUs: 25_000,
  /** Share of the intents that we could not begin. */
  dropped: 0.001,
  /** A thread that is on a processor for this share of an interval had no reserve in it, */
  saturation: 0.97,
  /** which may be so in this share of the intervals. */
  saturatedIntervals: 0.1,
} as const;

/** A percentile says nothing unless some values lie above it. */
const VALUES_ABOVE = 10;

const INTERVALS_AT_LEAST = 5;

export interface GeneratorVerdict {
  readonly isValid: boolean;
  /** Why it is not, and what to do, a sentence each. */
  readonly reasons: readonly string[];
}

/** Whether the load was what the plan says, and latencies are the WFM's rather than ours. */
export function judgeGenerator(report: MergedReport): GeneratorVerdict {
  const missing = [lostSlices(report), drops(report.generator)];
  const busy = [lateness(report), loopDelay(report), saturation(report)].filter((reason) => reason !== null);
  const advice = busy.length > 0 ? [LIGHTEN] : [];
  const reasons = [...missing.filter((reason) => reason !== null), ...busy, ...advice];
  return { isValid: reasons.length === 0, reasons };
}

function lostSlices({ lost }: MergedReport): string | null {
  if (lost.length === 0) return null;
  const names = lost.map(({ index, of }) => `${index} of ${of}`).join(', ');
  return `No report has come of ${lost.length === 1 ? 'slice' : 'slices'} ${names}: all figures are without these devices. Look at the incidents and at what the worker or shard has logged, then run again.`;
}

function drops({ dropped, intended }: GeneratorReport): string | null {
  if (dropped === 0 || dropped / intended <= GENERATOR_LIMITS.dropped) return null;
  const share = Number(((dropped / intended) * 100).toPrecision(2));
  return `${dropped} of ${intended} intents (${share} %) could not be begun by us. Raise the plan's bounds (rate, openConnections) or the machine's limit of open files, or spread the fleet over more machines with --shards.`;
}

function lateness({ generator }: MergedReport): string | null {
  const late = tailOf(generator.lateness);
  if (late === null || late <= GENERATOR_LIMITS.latenessUs) return null;
  return `Intents were begun late: p99 is ${timeText(late)}, and ${timeText(GENERATOR_LIMITS.latenessUs)} is the most that leaves the load as planned.`;
}

function loopDelay({ generator }: MergedReport): string | null {
  const delay = tailOf(generator.loopDelay);
  if (delay === null || delay <= GENERATOR_LIMITS.loopDelayUs) return null;
  return `Answers had to wait to be read: p99 of the event loop's delay is ${timeText(delay)}, and ${timeText(GENERATOR_LIMITS.loopDelayUs)} is the most that leaves latencies the WFM's.`;
}

function saturation({ course }: MergedReport): string | null {
  const whole = course.slice(0, -1);
  const saturated = whole.filter(({ busiest }) => busiest >= GENERATOR_LIMITS.saturation).length;
  if (whole.length < INTERVALS_AT_LEAST || saturated / whole.length <= GENERATOR_LIMITS.saturatedIntervals) return null;
  return `A thread of the generator had no processor time left in ${saturated} of ${whole.length} intervals.`;
}

const LIGHTEN =
  'Give the generator a machine of its own, use more --workers where processors are idle, or spread the fleet over more machines with --shards.';

/** p99, or less where too few values would lie above it. */
function tailOf(encoded: EncodedHistogram): number | null {
  const latencies = readLatencies(encoded);
  const percent = Math.min(99, 100 * (1 - VALUES_ABOVE / latencies.count));
  return percent > 0 ? latencies.at(percent) : null;
}
