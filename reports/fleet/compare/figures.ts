import { type Latencies, readLatencies } from '../latencies.ts';
import type { FleetInterval, FleetReport } from '../model.ts';
import { errorsOf, requestsOf } from '../wording.ts';
import type { FigureComparison } from './model.ts';

/** Something that two runs are compared by. */
export interface Figure {
  readonly name: string;
  readonly unit: FigureComparison['unit'];
  /** What more of it is. */
  readonly more: 'worse' | 'better';
  readonly words: { readonly more: string; readonly less: string };
  whole(report: FleetReport): number;
  /** Of an interval; null where it has none. */
  part(interval: SampledInterval): number | null;
}

export interface SampledInterval extends FleetInterval {
  readonly latencies: Latencies;
  readonly seconds: number;
}

export const FIGURES: readonly Figure[] = [
  responseTime(50),
  responseTime(90),
  responseTime(99),
  {
    name: 'errors, share of requests',
    unit: 'share',
    more: 'worse',
    words: { more: 'more errors', less: 'fewer errors' },
    whole: (report) => errorsOf(report) / Math.max(1, requestsOf(report)),
    part: ({ errors, requests }) => (requests === 0 ? null : errors / requests),
  },
  {
    name: 'requests a second',
    unit: 'rate',
    more: 'better',
    words: { more: 'more requests', less: 'fewer requests' },
    whole: (report) => requestsOf(report) / Math.max(0.001, report.endedAtMs / 1000),
    part: ({ requests, seconds }) => (requests === 0 ? null : requests / seconds),
  },
];

/** From when a poll was due. */
function responseTime(percent: number): Figure {
  return {
    name: `poll response p${percent}`,
    unit: 'time',
    more: 'worse',
    words: { more: 'slower', less: 'faster' },
    whole: ({ polls }) => readLatencies(polls.response).at(percent),
    part: ({ latencies }) => (latencies.count === 0 ? null : Math.max(1, latencies.at(percent))),
  };
}

/** The intervals of a run that are whole. */
export function sampledIntervals({ course, intervalMs }: FleetReport): readonly SampledInterval[] {
  return course
    .slice(0, -1)
    .map((interval) => ({ ...interval, latencies: readLatencies(interval.polls), seconds: intervalMs / 1000 }));
}
