import type { DeploymentState, StatusError } from '../../protocol/documents.ts';
import type { Enrolment } from '../../protocol/revision.ts';
import type { DesiredDeployment } from '../desired-state/deployment-document.ts';
import type { ManifestMark } from '../desired-state/manifest-rules.ts';

/** All that a device must not forget: losing it would allow a rollback or lose a report (OFF-005). */
export interface DeviceState {
  /** The manifest that was last carried out (WFL-003). */
  readonly accepted: ManifestMark | null;
  /** A manifest that is being carried out: its documents are all held and verified. */
  readonly adopting: ManifestMark | null;
  readonly desired: readonly DesiredDeployment[];
  readonly applied: readonly AppliedDeployment[];
  /** Statuses that the WFM has not acknowledged, oldest first. */
  readonly outbox: readonly QueuedStatus[];
  /** Devices whose capabilities the WFM has, the gateway before its children. */
  readonly reportedDevices: readonly string[];
  /** What the WFM has handed out; null where nothing was, or needs to be. */
  readonly enrolment: KeptEnrolment | null;
}

/** It holds secrets: the file that keeps it is the device's own (0600), and no event or log shows it. */
export interface KeptEnrolment {
  /** The endpoint that it is of: each has an authorisation of its own. */
  readonly endpoint: string;
  readonly enrolment: Enrolment;
  /** False from when the WFM has said that it does not know it until another takes its place. */
  readonly isCurrent: boolean;
}

export interface AppliedDeployment {
  readonly deploymentId: string;
  readonly digest: string;
  /** `metadata.name`, the source of the deployment's own errors. */
  readonly name: string;
  readonly namespace: string;
  /** Where its components are; null where it was placed nowhere. */
  readonly deviceId: string | null;
  /** Whom its status speaks of, if not the client's own device (STA-005). */
  readonly reportedFor: string | null;
  readonly adoptedVersion: bigint;
  readonly stage: Stage;
  readonly error: StatusError | null;
  readonly components: readonly AppliedComponent[];
  /** Body of the last status that was queued; the same is not reported twice. */
  readonly lastStatus: string | null;
}

/**
 * `applying` and `removing` were interrupted if they are found at the start; `blocked` waits for a child to be reachable;
 * `stuck` is a removal that failed and is tried again with the next manifest.
 */
export type Stage = 'applying' | 'settled' | 'blocked' | 'removing' | 'stuck';

export interface AppliedComponent {
  readonly name: string;
  readonly state: DeploymentState;
  readonly error: StatusError | null;
  /** What was installed; null where nothing is known to be. */
  readonly fingerprint: string | null;
}

export interface QueuedStatus {
  readonly deploymentId: string;
  /** The exact JSON to send. */
  readonly body: string;
}

export const INITIAL_STATE: DeviceState = {
  accepted: null,
  adopting: null,
  desired: [],
  applied: [],
  outbox: [],
  reportedDevices: [],
  enrolment: null,
};

/** Keeps the state of one device; `save` has kept it durably when it resolves. */
export interface StateStore {
  /** @throws DeviceError STATE_CORRUPT, STATE_UNREADABLE; a device without a past gets the initial state */
  load(): Promise<DeviceState>;
  /** @throws DeviceError STATE_UNWRITABLE */
  save(state: DeviceState): Promise<void>;
}
