import type { ProfileSet } from '../../simulator/device/profiles/profile.ts';
import type { Slice } from '../../simulator/fleet/courses/intent.ts';
import type { MergedReport } from '../../simulator/fleet/metrics/report.ts';
import type { RunningOperator } from '../../simulator/fleet/operator/run-operator.ts';
import type { FleetPlan } from '../../simulator/fleet/plan/plan.ts';
import type { FleetTarget, SliceProgress } from '../../simulator/fleet/shard/slice-options.ts';
import { runFleet } from '../../simulator/fleet/workers/run-fleet.ts';
import { type Judging, WORKER } from './judging.ts';
import type { FleetIdentities } from './set-up/identities.ts';

/** A fleet that is set up, for whatever carries it: threads of this machine, or Jobs of a cluster. */
export interface Load {
  readonly plan: FleetPlan;
  readonly profiles: ProfileSet;
  readonly targets: readonly FleetTarget[];
  readonly identities: FleetIdentities;
  readonly judging: Judging;
  /** Starts the operator's work when it is known when the run starts, in milliseconds since the epoch. */
  readonly startOperator: (startAt: number) => RunningOperator;
  /** Hears, before there is progress and after it, what is waited for. */
  readonly onPreparing: (what: string) => void;
  readonly onProgress: (progress: SliceProgress) => void;
  readonly signal: AbortSignal;
}

/** What has been carried, and why it was not all of it. */
export interface Carried {
  readonly report: MergedReport;
  readonly shortfalls: readonly string[];
}

export type Carrier = (load: Load) => Promise<Carried>;

/** From when all threads are ready until they begin. */
const LEAD_MS = 100;

/** Carries a fleet, or a part of it, on threads of this process; the logs go into the folder. */
export const onThisMachine =
  ({
    workers,
    shard,
    logFolder,
  }: {
    readonly workers: number;
    readonly shard: Slice;
    readonly logFolder: string | null;
  }): Carrier =>
  async ({ plan, profiles, targets, identities, judging, startOperator, onProgress, signal }) => {
    let operator: RunningOperator | undefined;
    const report = await runFleet({
      ...{ plan, profiles, targets, judging, logFolder, workers, shard, onProgress, signal },
      identities: identities.pack.buffer,
      issuer: identities.issuer,
      entry: WORKER,
      startAt: async () => {
        const startAt = Date.now() + LEAD_MS;
        operator = startOperator(startAt);
        return startAt;
      },
      onAdopted: (adoption) => operator?.adopted(adoption),
      onEnrolled: ({ device, clientId }) => operator?.enrolled(device, clientId),
      onReported: (acknowledged) => operator?.reported(acknowledged),
    });
    return { report, shortfalls: [] };
  };
