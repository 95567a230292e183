import type { ProfileSet } from '../../device/profiles/profile.ts';
import type { Enrolment, RevisionId } from '../../protocol/revision.ts';
import type { Slice } from '../courses/intent.ts';
import type { IdentitySource } from '../identities/identity-source.ts';
import type { ExchangeJudge } from '../judging/judge.ts';
import type { SliceReport } from '../metrics/report.ts';
import type { AcknowledgedReport } from '../operator/reports.ts';
import type { FleetPlan } from '../plan/plan.ts';

/** One endpoint of one revision that the devices of that revision use. */
export interface FleetTarget {
  readonly revision: RevisionId;
  /** As a target file declares it; empty for none. */
  readonly dialect: Readonly<Record<string, string | boolean>>;
  /** `https:`, or `http:` where TLS ends before the WFM. */
  readonly endpoint: string;
  /** PEM. */
  readonly anchors: string;
  readonly comparesHostName: boolean;
  /** Handed out beforehand, for all devices alike. */
  readonly enrolment: Enrolment | null;
}

export interface SliceOptions {
  readonly plan: FleetPlan;
  /** Those that the plan names, and their children. */
  readonly profiles: ProfileSet;
  readonly slice: Slice;
  readonly targets: readonly FleetTarget[];
  readonly identities: IdentitySource;
  readonly judge: ExchangeJudge | null;
  /** Asked once, when the slice is ready: milliseconds since the epoch at which the run starts, the same for all slices. */
  readonly startAt: () => Promise<number>;
  /** Where the slice writes `intents-<index>-of-<of>.ndjson` and `wire-<index>-of-<of>.ndjson`; null: nowhere. */
  readonly logFolder: string | null;
  /** Hears about twice a second how it goes. */
  readonly onProgress: (progress: SliceProgress) => void;
  /** Hears that a device carries out a deployment with this canary. */
  readonly onAdopted: (adoption: Adoption) => void;
  /** Hears that a WFM has taken a device in as a client of this id. */
  readonly onEnrolled: (enrolled: Enrolled) => void;
  /** Hears of statuses that the WFM has acknowledged, of the devices that are in the sample `observed`. */
  readonly onReported: (report: AcknowledgedReport) => void;
  /** Aborts: nothing new is begun, what is under way is ended. */
  readonly signal: AbortSignal;
}

/** What has been measured since the start; cheap enough to make twice a second. */
export type SliceProgress = Pick<SliceReport, 'operations' | 'generator' | 'incidents' | 'judged'> & {
  readonly at: number;
  readonly states: SliceReport['course'][number]['states'];
  readonly polls: SliceReport['polls'];
  readonly violations: number;
  /** How many devices should have arrived by now, and how many have. */
  readonly arrivalsPlanned: number;
  readonly arrived: number;
};

export interface Enrolled {
  readonly device: number;
  readonly clientId: string;
}

export interface Adoption {
  readonly device: number;
  readonly canary: string;
  readonly at: number;
}
