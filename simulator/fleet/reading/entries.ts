import type { RevisionId } from '../../protocol/revision.ts';
import type { IdentityKindName } from '../identities/identity-kind-name.ts';
import type { Selector } from '../life-cycles/life-cycle.ts';
import type { Conduct, ConnectionPlan } from '../plan/plan.ts';

/** Plans and life cycles as they stand in files that follow their schemas. */

/** `10s` */
type SpanEntry = string;
/** `5%` or 0.05 */
type ShareEntry = string | number;

export type DistributionEntry =
  | SpanEntry
  | { readonly uniform: readonly SpanEntry[] }
  | { readonly exponential: SpanEntry }
  | { readonly normal: readonly SpanEntry[] };

type Weights<Key extends string = string> = Readonly<Partial<Record<Key, number>>>;

export interface ConductEntry {
  readonly retryAfter?: Conduct['retryAfter'];
  readonly backoffBase?: SpanEntry;
  readonly backoffMax?: SpanEntry;
  readonly request?: SpanEntry;
}

export interface StageEntry {
  readonly lasts?: DistributionEntry;
  readonly next?: string | Weights;
  readonly together?: SpanEntry;
  readonly power?: 'off';
  readonly boots?: true;
  readonly silent?: true;
  readonly pollEvery?: SpanEntry;
  readonly network?: {
    readonly delay?: DistributionEntry;
    /** `64kbit/s` */
    readonly bandwidth?: string;
    readonly resets?: ShareEntry;
    readonly halfOpen?: ShareEntry;
    readonly cut?: true;
  };
  /** `-1h` */
  readonly clockOffset?: string;
  readonly identity?: IdentityKindName;
  readonly requests?: 'replayed' | 'stale';
  readonly state?: 'rolled-back' | 'lost';
  readonly conduct?: ConductEntry;
  readonly deploying?: { readonly takes?: DistributionEntry; readonly fails?: ShareEntry; readonly code?: string };
}

export interface LifeCycleEntries {
  readonly id: string;
  readonly title: string;
  readonly selector?: Selector;
  readonly stages: Readonly<Record<string, StageEntry>>;
}

/** What a plan says of a life cycle: how often, or also what differs from the one of that id, or all of it. */
export type LifeCycleUse = number | (Partial<Omit<LifeCycleEntries, 'id'>> & { readonly weight?: number });

export interface PlanEntries {
  readonly name?: string;
  readonly title: string;
  readonly seed?: number;
  readonly devices: number;
  readonly duration: SpanEntry;
  readonly revisions?: Weights<RevisionId>;
  readonly profiles: Weights;
  readonly variation?: {
    readonly cpu?: ShareEntry;
    readonly memory?: ShareEntry;
    readonly updateInterval?: ShareEntry;
    readonly architectures?: readonly string[];
    readonly runtimes?: ShareEntry;
    readonly security?: ShareEntry;
    readonly connectivity?: ShareEntry;
    readonly domains?: readonly string[];
  };
  readonly arrivals?: ArrivalsEntry;
  readonly polling?: {
    readonly every?: SpanEntry;
    readonly jitter?: ShareEntry;
    readonly hours?: { readonly from: number; readonly to: number; readonly day?: SpanEntry } | null;
  };
  readonly connections?: Partial<Omit<ConnectionPlan, 'idleMs'>> & { readonly idle?: SpanEntry };
  readonly operator?: OperatorEntry | null;
  readonly lifeCycles?: Readonly<Record<string, LifeCycleUse>>;
  readonly conduct?: ConductEntry;
  readonly judged?: ShareEntry;
  readonly bounds?: { readonly rate?: string; readonly duration?: SpanEntry; readonly openConnections?: number };
  readonly objectives?: readonly string[];
}

export type ArrivalsEntry =
  | 'all-at-once'
  | { readonly ramp: SpanEntry }
  | { readonly poisson: string }
  | { readonly stairs: { readonly steps: number; readonly every: SpanEntry } }
  | { readonly diurnal: { readonly period: SpanEntry; readonly trough?: ShareEntry } };

export interface OperatorEntry {
  readonly assigned?: ShareEntry;
  readonly assignAfter?: DistributionEntry;
  readonly changes?: string;
  readonly withdrawn?: ShareEntry;
  readonly concurrency?: number;
  readonly observed?: ShareEntry;
}
