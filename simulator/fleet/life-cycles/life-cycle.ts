import type { FaultProfile } from '../faults/fault-profile.ts';
import type { IdentityKindName } from '../identities/identity-kind-name.ts';
import type { Conduct } from '../plan/plan.ts';
import type { Distribution } from '../random/distribution.ts';
import type { Weighted } from '../random/weighted.ts';

/** How a device lives, as data: stages with what is special in each, how long it takes, and what may come next. */
export interface LifeCycle {
  readonly id: string;
  readonly title: string;
  /** Devices that it is for; an absent field selects all. */
  readonly selector: Selector;
  /** At least one; a device begins with the first when it arrives. */
  readonly stages: readonly Stage[];
}

export interface Selector {
  readonly profiles?: readonly string[];
  readonly domains?: readonly string[];
  readonly revisions?: readonly string[];
}

export interface Stage {
  readonly name: string;
  /** How long it takes, in milliseconds; null: for good. */
  readonly lasts: Distribution | null;
  /** Indexes of stages by weight; none: this one is the last. */
  readonly next: readonly Weighted<number>[];
  readonly does: StageConduct;
}

/** What is special while a stage lasts; what is absent is as ever. */
export interface StageConduct {
  /** `off`: no power, connections are reset; whoever comes on again boots: capabilities first, then a poll (CAP-002). */
  readonly power?: 'off';
  /** Boots when the stage begins, without having been off for long: what is only in memory is gone. */
  readonly boots?: true;
  /** Devices that enter it at the same moment of the run instead of when their time is up, in milliseconds from the start. */
  readonly together?: number;
  /** Period of polls in place of the plan's. */
  readonly pollEveryMs?: number;
  /** Asks for nothing, as in a downtime window (OFF-002): connections are closed in good order. */
  readonly silent?: true;
  readonly network?: FaultProfile;
  /** What is added to the device's clock, in milliseconds. */
  readonly clockOffsetMs?: number;
  /** Whom it says that it is; default itself. */
  readonly identity?: IdentityKindName;
  /** `replayed`: each request is sent again as it was; `stale`: polls ask with an older validator than it has. */
  readonly requests?: 'replayed' | 'stale';
  /** It goes back to an older state of its own: what it accepted last is forgotten, an older one is in its place. */
  readonly state?: 'rolled-back' | 'lost';
  /** In place of the plan's, member by member. */
  readonly conduct?: Partial<Conduct>;
  /** What deploying comes to. */
  readonly deploying?: DeployingConduct;
}

export interface DeployingConduct {
  /** Of one component. */
  readonly takes?: Distribution;
  /** Share of the components that fail, drawn for each. */
  readonly fails: number;
  /** As a device reports it: `DISK_FULL`. */
  readonly code: string;
}
