import type { Effort } from '../../reports/model.ts';
import type { ClusterAccess } from '../../simulator/cluster/cluster.ts';
import type { EngineAccess } from '../../simulator/engine/engine.ts';
import type { RevisionId } from '../../simulator/protocol/revision.ts';
import type { Dialect } from './target/target.ts';

/** What a run was asked to do, beside the target; passed to the worker as it is. */
export interface RunSettings {
  readonly targetFile: string;
  readonly endpoint: string | null;
  /** In place of the one that the target file claims. */
  readonly revision: RevisionId | null;
  /** Likewise. */
  readonly dialect: Dialect | null;
  readonly seed: number;
  /** In every client id, so that a WFM with a memory meets new clients; not seeded. */
  readonly nonce: string;
  readonly effort: Effort;
  /** How long an operator action took to show when the doctor tried, in milliseconds: paces the property checks. */
  readonly latencyMs: number;
  /** Only these check ids are judged; null for all. */
  readonly selected: readonly string[] | null;
  /** Ids of checks that the same run has seen pass by another revision: their properties are judged on fewer cases. */
  readonly repeated: readonly string[];
  readonly replay: Replay | null;
  readonly surroundings: Surroundings;
}

/** What stands beside the WFM: where devices deploy to, and what is wrong there on purpose. Plain data. */
export interface Surroundings {
  readonly cluster: ClusterAccess | null;
  readonly engine: EngineAccess | null;
  readonly planted: PlantedFaults;
}

/** Faults planted by name into our own side, to prove that the checks find them; null for none. */
export interface PlantedFaults {
  readonly device: string | null;
  readonly registry: string | null;
}

export const NO_SURROUNDINGS: Surroundings = {
  cluster: null,
  engine: null,
  planted: { device: null, registry: null },
};

/** Repeats one shrunk case of one check. */
export interface Replay {
  readonly check: string;
  readonly seed: number;
  readonly path: string;
}

/** Property runs of a check at each effort, before they are paced by the WFM's latency. */
export const PROPERTY_RUNS: Readonly<Record<Effort, number>> = { quick: 4, standard: 15, thorough: 100 };

/**
 * Share of the cases that are judged where the check is {@link RunSettings.repeated}: the rule is the same, and what is
 * left to find is how a revision writes and reads it, which shows in few cases.
 */
export const REPEATED_SHARE: Readonly<Record<Effort, number>> = { quick: 1, standard: 0.4, thorough: 1 };

/** How long one property may take at each effort, in milliseconds. */
export const PROPERTY_BUDGET_MS: Readonly<Record<Effort, number>> = {
  quick: 10_000,
  standard: 40_000,
  thorough: 300_000,
};
