import type { RevisionId } from '../../../protocol/revision.ts';
import type { Arrivals, ConnectionPlan } from '../plan.ts';

/** What would happen if a plan were carried out, before anything answers. */
export interface PlanDescription {
  readonly name: string;
  readonly title: string;
  readonly seed: number;
  readonly devices: number;
  /** Of the run: the plan's, or its bound. */
  readonly durationMs: number;
  readonly revisions: readonly (Share & { readonly name: RevisionId })[];
  readonly profiles: readonly Share[];
  readonly lifeCycles: readonly LifeCycleShare[];
  readonly arrivals: ArrivalForecast;
  readonly polls: PollForecast;
  /** Null where nobody changes anything; figures are expected values. */
  readonly operator: OperatorForecast | null;
  readonly connections: ConnectionForecast;
  /** What of the plan its bounds hold back, a sentence each. */
  readonly bounded: readonly string[];
  readonly objectives: readonly string[];
  /** One entry for each interval of the run, in order. */
  readonly course: readonly ForecastInterval[];
  readonly intervalMs: number;
  /** Share of the devices that were looked at; below 1 counts are made out of theirs. */
  readonly sampled: number;
}

export interface Share {
  readonly name: string;
  readonly devices: number;
}

export interface LifeCycleShare extends Share {
  readonly title: string;
  /** How often each stage is entered; arrivals count for the first. */
  readonly stages: readonly { readonly name: string; readonly entered: number }[];
}

export interface ArrivalForecast {
  readonly pattern: Arrivals['pattern'];
  /** Devices that arrive before the run is over. */
  readonly arriving: number;
  readonly lastMs: number | null;
}

export interface PollForecast {
  /** Those that are part of a boot, too. */
  readonly total: number;
  /** Over the whole run, and in the busiest interval. */
  readonly perSecond: number;
  readonly peakPerSecond: number;
  readonly peakAtMs: number;
}

export interface OperatorForecast {
  readonly deployments: number;
  readonly changes: number;
  readonly withdrawals: number;
}

export interface ConnectionForecast {
  readonly policy: ConnectionPlan['policy'];
  /** Open at the same time, at most: of devices that keep theirs; of each slice where they are shared; null: while a poll lasts. */
  readonly open: number | null;
}

export interface ForecastInterval {
  readonly arrivals: number;
  /** Devices that come on again. */
  readonly boots: number;
  readonly polls: number;
  /** Polls, boots with their reports and onboarding; an estimate from below, since what the operator brings about is not in it. */
  readonly requests: number;
  /** At its end: arrived, and neither off nor silent. */
  readonly present: number;
}
