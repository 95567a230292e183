import type { ProfileSet } from '../../device/profiles/profile.ts';
import type { Authority } from '../../pki/authority.ts';
import type { Slice } from '../courses/intent.ts';
import type { SliceReport } from '../metrics/report.ts';
import type { AcknowledgedReport } from '../operator/reports.ts';
import type { FleetPlan } from '../plan/plan.ts';
import type { Adoption, Enrolled, FleetTarget, SliceProgress } from '../shard/slice-options.ts';

/** What a worker is given to do; it crosses threads. */
export interface SliceTask {
  readonly plan: FleetPlan;
  readonly profiles: ProfileSet;
  readonly slice: Slice;
  readonly targets: readonly FleetTarget[];
  /** Of an identity pack. */
  readonly identities: SharedArrayBuffer;
  /** Makes identities of the bad kinds; null: there are none. */
  readonly issuer: Authority | null;
  readonly logFolder: string | null;
  /** Of whoever makes the judges. */
  readonly judging: unknown;
}

/** What a worker says. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly progress: SliceProgress }
  | { readonly kind: 'adopted'; readonly adoption: Adoption }
  | { readonly kind: 'reported'; readonly report: AcknowledgedReport }
  | { readonly kind: 'enrolled'; readonly enrolled: Enrolled }
  | { readonly kind: 'done'; readonly report: SliceReport };

/** What a worker is told. */
export type WorkerOrder = { readonly kind: 'start'; readonly startAt: number } | { readonly kind: 'end' };
