import type { RunInfo } from '../../../reports/model.ts';
import type { Check } from '../check.ts';
import { NO_SURROUNDINGS, type Surroundings } from '../settings.ts';

/** Which surroundings the chosen checks could use: what nobody needs is not brought up. */
export interface Needed {
  readonly cluster: boolean;
  readonly engine: boolean;
}

/** What stands beside the WFM in this run, and what the report says of it. */
export interface Found {
  readonly surroundings: Surroundings;
  readonly report: Pick<RunInfo, 'cluster' | 'engine' | 'withoutCluster'>;
}

/** Finds or brings up what is needed. Throws `ConfigurationError` where something was asked for and cannot be had. */
export type SurroundingsSource = (needed: Needed) => Promise<Found>;

export const NOTHING_BESIDE: SurroundingsSource = async () => ({ surroundings: NO_SURROUNDINGS, report: {} });

export const neededBy = (checks: readonly Check[]): Needed => ({
  cluster: checks.some(({ needs }) => needs?.cluster),
  engine: checks.some(({ needs }) => needs?.engine),
});
