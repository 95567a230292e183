import type { AcknowledgedReport } from '../fleet/operator/reports.ts';
import type { Adoption, Enrolled, SliceProgress } from '../fleet/shard/slice-options.ts';
import type { ShardReport } from './log/message.ts';
import type { LostShard } from './lost-shard.ts';
import type { ShardResources } from './objects/job.ts';
import type { InputFiles } from './objects/parts.ts';

export interface KubernetesRunOptions {
  /** A file; the cluster is that of its current context. */
  readonly kubeconfig: string;
  /** One that exists; null for one of the run's own, that is made and removed. */
  readonly namespace: string | null;
  /** Reference of the image of waspect, that the nodes have or can pull. */
  readonly image: string;
  /** Name of a Secret of the namespace for pulling it. */
  readonly pullSecret?: string | null;
  readonly shards: number;
  /** What each shard reads: `inputs(index)`. */
  readonly inputs: (shard: number) => InputFiles;
  /** Of the plan, from the start on. */
  readonly durationMs: number;
  readonly resources?: ShardResources;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** In place of the program of the image. */
  readonly command?: readonly string[];
  readonly args: readonly string[];
  readonly patience?: Partial<Patience>;
  /** Ends the run early; what has been measured is still collected. */
  readonly signal: AbortSignal;
  /** Hears about twice a second how it goes. */
  readonly onProgress: (progress: RunProgress) => void;
  readonly onAdopted: (adoption: Adoption) => void;
  readonly onEnrolled: (enrolled: Enrolled) => void;
  readonly onAcknowledged: (report: AcknowledgedReport) => void;
}

/** How long is waited for what, in milliseconds. */
export interface Patience {
  /** For shards to be ready, from the first one made; what is not by then is lost, and the others start. */
  readonly readyMs: number;
  /** Between the order to start and the start. */
  readonly leadMs: number;
  /** Without a word of a shard that runs; longer than a cluster takes to see that a node is gone. */
  readonly silentMs: number;
  /** For reports, from the planned end on. */
  readonly drainMs: number;
  /** For reports, where the run is interrupted. */
  readonly stopMs: number;
  /** Between two looks at the pods. */
  readonly lookMs: number;
}

export const PATIENCE: Patience = {
  readyMs: 120_000,
  leadMs: 5_000,
  silentMs: 60_000,
  drainMs: 60_000,
  stopMs: 20_000,
  lookMs: 500,
};

export type RunPhase = 'deploying' | 'gathering' | 'running' | 'removing';

export interface RunProgress {
  readonly phase: RunPhase;
  /** As in the outcome, as soon as it is agreed. */
  readonly startAt: number | null;
  /** By index. */
  readonly shards: readonly ShardProgress[];
}

export interface ShardProgress {
  readonly standing: ShardStanding;
  /** What it waits for, or why it is lost; empty where nothing is to say. */
  readonly remark: string;
  /** What it said last; null before the start. */
  readonly progress: SliceProgress | null;
}

export type ShardStanding = 'waiting' | 'ready' | 'running' | 'reported' | 'lost';

export interface KubernetesOutcome {
  /** By shard; they add up exactly (`fleet/metrics/merge.ts`). */
  readonly reports: readonly ShardReport[];
  /** Shards without a report: the figures are without their devices. */
  readonly lost: readonly LostShard[];
  /** Shards that ended before their time: the figures are without what their devices would have done after it. */
  readonly cutShort: readonly LostShard[];
  /** Milliseconds since the epoch, by the clock of the nodes; null where nothing was started. */
  readonly startAt: number | null;
  /** How far apart the clocks of the nodes are, as far as can be told, in milliseconds: shards start as far apart. */
  readonly clockSpreadMs: number;
  /** What could not be removed from the cluster, with the command that does; null where nothing is left. */
  readonly leftBehind: string | null;
}
