import { OPERATIONS } from '../../../simulator/fleet/judging/judge.ts';
import type { DeviceStanding, Incident } from '../../../simulator/fleet/metrics/report.ts';
import type { SliceProgress } from '../../../simulator/fleet/shard/slice-options.ts';

/** What a person watches while a fleet runs. */
export interface LiveView {
  readonly name: string;
  /** Microseconds from the start. */
  readonly at: number;
  readonly durationMs: number;
  readonly devices: number;
  readonly arrived: number;
  readonly arrivalsPlanned: number;
  readonly states: Readonly<Record<DeviceStanding, number>>;
  readonly requests: number;
  /** In the time since the view before, a second. */
  readonly requestRate: number;
  readonly errors: number;
  /** What came back that is an error, the most frequent first. */
  readonly errorKinds: readonly (readonly [outcome: string, count: number])[];
  /** Response times of polls so far, in microseconds; null before the first. */
  readonly polls: Percentiles | null;
  readonly latenessP99: number;
  readonly dropped: number;
  readonly violations: number;
  readonly judged: number;
  readonly incidents: readonly Incident[];
}

export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export interface RunFacts {
  readonly name: string;
  readonly durationMs: number;
  readonly devices: number;
}

/** The view of a progress; the rate is that since the view before it. `percentiles` reads an encoded histogram. */
export function liveView(
  facts: RunFacts,
  progress: SliceProgress,
  before: LiveView | undefined,
  percentiles: (encoded: string) => Percentiles | null,
): LiveView {
  const { at, states, arrived, arrivalsPlanned, operations, generator, violations, judged, incidents } = progress;
  const reports = OPERATIONS.flatMap((operation) => operations[operation] ?? []);
  const requests = sum(reports.map(({ count }) => count));
  const seconds = (at - (before?.at ?? 0)) / 1e6;
  return {
    ...facts,
    ...{ at, states, arrived, arrivalsPlanned, violations, judged, incidents, requests },
    requestRate: seconds > 0 ? Math.max(0, requests - (before?.requests ?? 0)) / seconds : (before?.requestRate ?? 0),
    errors: sum(reports.map(({ errors }) => errors)),
    errorKinds: errorKinds(reports.map(({ outcomes }) => outcomes)),
    polls: percentiles(progress.polls.response),
    latenessP99: percentiles(generator.lateness)?.p99 ?? 0,
    dropped: generator.dropped,
  };
}

/** Statuses of an error and failures on the wire; a refusal that the plan asked for stands here too. */
function errorKinds(outcomes: readonly Readonly<Record<string, number>>[]): LiveView['errorKinds'] {
  const counts = new Map<string, number>();
  for (const [kind, count] of outcomes.flatMap((each) => Object.entries(each)))
    if (!/^[123]\d\d$/.test(kind)) counts.set(kind, (counts.get(kind) ?? 0) + count);
  return [...counts].sort(([, left], [, right]) => right - left);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
