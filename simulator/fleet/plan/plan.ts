import type { RevisionId } from '../../protocol/revision.ts';
import type { LifeCycle } from '../life-cycles/life-cycle.ts';
import type { Distribution } from '../random/distribution.ts';

/**
 * What a fleet does, resolved: defaults filled in, spans in milliseconds, shares in [0, 1]. The same plan (its seed is
 * part of it) always means the same intents, whatever the WFM answers and however the fleet is cut.
 */
export interface FleetPlan {
  readonly name: string;
  readonly title: string;
  readonly seed: number;
  readonly devices: number;
  /** From the first arrival on; nothing is begun later. */
  readonly durationMs: number;
  readonly revisions: readonly RevisionShare[];
  readonly profiles: readonly ProfileShare[];
  readonly variation: Variation;
  readonly arrivals: Arrivals;
  readonly polling: Polling;
  readonly connections: ConnectionPlan;
  /** Null where nobody changes anything. */
  readonly operator: OperatorPlan | null;
  /** At least one. */
  readonly lifeCycles: readonly LifeCycleShare[];
  readonly conduct: Conduct;
  /** Share of the exchanges that the oracles judge. */
  readonly judged: number;
  readonly bounds: Bounds;
  /** As written: `poll.p99<250ms`; read by `metrics/objective.ts`. */
  readonly objectives: readonly string[];
}

export interface RevisionShare {
  readonly revision: RevisionId;
  readonly weight: number;
}

export interface ProfileShare {
  /** Id of a capability profile in `fixtures/profiles`. */
  readonly profile: string;
  readonly weight: number;
}

/** How far a device departs from its profile, drawn for each device; 0 is not at all. */
export interface Variation {
  /** Shares by which figures vary: 0.5 is half to one and a half times. */
  readonly cpu: number;
  readonly memory: number;
  readonly updateInterval: number;
  /** Architectures that a device may have instead of its profile's; none: its profile's. */
  readonly architectures: readonly string[];
  /** Shares of devices that lack one of their profile's runtimes, of its security standards. */
  readonly runtimes: number;
  readonly security: number;
  /** Share of devices that are connected in another way than their profile has it. */
  readonly connectivity: number;
  readonly domains: readonly string[];
}

/** When devices come into being, from the start of the run on. */
export type Arrivals =
  | { readonly pattern: 'all-at-once' }
  | { readonly pattern: 'ramp'; readonly overMs: number }
  /** Independent of one another, `rate` a second. */
  | { readonly pattern: 'poisson'; readonly rate: number }
  | { readonly pattern: 'stairs'; readonly steps: number; readonly everyMs: number }
  /** A day of `periodMs` whose rate swings between its trough and its peak. */
  | { readonly pattern: 'diurnal'; readonly periodMs: number; readonly trough: number };

export interface Polling {
  /** Null: as the device's profile has it. */
  readonly everyMs: number | null;
  /** Share of the period by which each poll may come earlier or later. */
  readonly jitter: number;
  /** Hours of the day, by a day of `dayMs`, in which devices poll; null: always. */
  readonly hours: { readonly from: number; readonly to: number; readonly dayMs: number } | null;
}

export interface ConnectionPlan {
  /**
   * `keep-alive`: one connection a device, kept; `close`: made and closed for each poll; `resume`: the same, with TLS
   * resumption; `shared`: few connections carry the polls of all, as a proxy would.
   */
  readonly policy: 'keep-alive' | 'close' | 'resume' | 'shared';
  /** Of a kept connection without traffic, in milliseconds; then the device closes it. */
  readonly idleMs: number;
  /** How many a slice has, where they are shared. */
  readonly shared: number;
  /** Local addresses to dial from, in turn; none: the system's choice. */
  readonly sourceAddresses: readonly string[];
}

/** What the operator of the WFM does meanwhile, through its control hook. */
export interface OperatorPlan {
  /** Share of the devices that get a deployment once they have arrived, and after how long. */
  readonly assigned: number;
  readonly assignAfter: Distribution;
  /** Changes a minute, as a share of the deployments there are: 0.01 is one in a hundred each minute. */
  readonly changedPerMinute: number;
  /** Share of the changes that take a deployment off its device; it is assigned anew with the next change. */
  readonly withdrawn: number;
  /** Calls of the hook at the same time. */
  readonly concurrency: number;
  /** Share of the deployments whose record is read back (`observe`) when the run ends. */
  readonly observed: number;
}

export interface LifeCycleShare {
  readonly lifeCycle: LifeCycle;
  readonly weight: number;
}

/** How devices take a WFM's setbacks. */
export interface Conduct {
  /** `ignores` is a badly made device: it comes back without the wait that it was asked for. */
  readonly retryAfter: 'heeds' | 'ignores';
  readonly backoffBaseMs: number;
  readonly backoffMaxMs: number;
  readonly requestMs: number;
}

/** What the fleet does not go beyond, whatever the plan asks for. */
export interface Bounds {
  /** Requests a second of the whole fleet. */
  readonly rate: number;
  readonly durationMs: number;
  readonly openConnections: number;
}
