import type { TargetInfo } from '../../../reports/model.ts';
import type { MergedReport } from '../../../simulator/fleet/metrics/report.ts';
import type { FleetPlan } from '../../../simulator/fleet/plan/plan.ts';
import type { Catalogue } from '../../../suites/requirements/catalogue.ts';
import type { OperatorOutcome } from './operator-outcome.ts';

/** A fleet's run that is over: what its results are made of. */
export interface FleetRun {
  /** Version of waspect. */
  readonly tool: string;
  /** The command that repeats the run. */
  readonly command: string;
  readonly nonce: string;
  /** With the objectives of the command line among its own. */
  readonly plan: FleetPlan;
  /** As it was named. */
  readonly planFile: string;
  readonly report: MergedReport;
  /** Null where the plan has none. */
  readonly operator: OperatorOutcome | null;
  readonly target: TargetInfo;
  readonly targetFile?: string;
  readonly catalogue: Catalogue;
  /** Why it ended before its plan did, or was not the whole fleet; none where it was. */
  readonly stoppedBecause: readonly string[];
  /** The command that repeats one device of the fleet alone. */
  readonly repeat: (device: number) => string;
}
