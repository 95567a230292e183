import type { DeploymentState } from '../protocol/documents.ts';
import type { Operation } from './connection/setback.ts';

export type RenewalReason = 'credential' | 'trust' | 'age' | 'enrolment';

/** What a device did and met. Nothing in it depends on the machine: same seed, same clock, same log. */
export type DeviceEventDetail =
  | { readonly kind: 'capabilities-reported'; readonly deviceId: string; readonly status: number }
  | { readonly kind: 'capabilities-refused'; readonly deviceId: string; readonly reason: string }
  | { readonly kind: 'device-removed'; readonly deviceId: string }
  /** A device is gone, and the revision has no way to say so. */
  | { readonly kind: 'removal-not-offered'; readonly deviceId: string }
  /** `origins`: of the same WFM, besides the endpoint, because it handed them out. */
  | {
      readonly kind: 'enrolled';
      readonly by: 'configuration' | 'onboarding';
      readonly clientId: string | null;
      readonly origins: readonly string[];
    }
  /** What was handed out counts no longer; the device asks to be taken in anew. */
  | { readonly kind: 'enrolment-lost'; readonly reason: string }
  | { readonly kind: 'manifest-unchanged' }
  | { readonly kind: 'manifest-adopted'; readonly version: bigint; readonly deployments: number }
  | { readonly kind: 'manifest-carried-out'; readonly version: bigint }
  /** `security`: a rollback or a manipulation may be behind it (WFL-002). */
  | { readonly kind: 'content-refused'; readonly code: string; readonly message: string; readonly security: boolean }
  | { readonly kind: 'etag-not-digest'; readonly etag: string }
  /** The head of the repository does not follow from the one that was carried out. */
  | { readonly kind: 'history-rewritten'; readonly from: string; readonly to: string }
  /** A file of the repository is about a device that this client does not stand for. */
  | { readonly kind: 'foreign-document'; readonly path: string; readonly deviceId: string }
  | { readonly kind: 'deployment'; readonly deploymentId: string; readonly state: DeploymentState }
  | { readonly kind: 'status-sent'; readonly deploymentId: string; readonly state: string; readonly status: number }
  | { readonly kind: 'status-refused'; readonly deploymentId: string; readonly reason: string }
  /** The revision has no such state. */
  | { readonly kind: 'status-not-offered'; readonly deploymentId: string; readonly state: string }
  | { readonly kind: 'peer-refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'setback'; readonly operation: Operation; readonly reason: string; readonly retryInMs: number }
  /** In a downtime window errors of communication do not count (OFF-002). */
  | { readonly kind: 'setback-ignored'; readonly operation: Operation; readonly reason: string }
  | { readonly kind: 'trust-accepted'; readonly anchors: number }
  | { readonly kind: 'trust-kept'; readonly code: string }
  | { readonly kind: 'connections-renewed'; readonly reason: RenewalReason };

export type DeviceEvent = DeviceEventDetail & {
  /** Milliseconds since the epoch, on the device's clock. */
  readonly at: number;
};

/** The log of one device, in order. */
export class EventLog {
  readonly #now: () => number;
  readonly #events: DeviceEvent[] = [];
  readonly #listeners = new Set<(event: DeviceEvent) => void>();
  readonly #capacity: number;

  /** Keeps the newest `capacity` events. */
  constructor(now: () => number, capacity: number) {
    this.#now = now;
    this.#capacity = capacity;
  }

  record(detail: DeviceEventDetail): void {
    if (this.#capacity === 0 && this.#listeners.size === 0) return;
    const event = { ...detail, at: this.#now() };
    this.#events.push(event);
    if (this.#events.length > this.#capacity) this.#events.shift();
    for (const listener of this.#listeners) listener(event);
  }

  all(): readonly DeviceEvent[] {
    return [...this.#events];
  }

  /** Hears of every later event; the answer ends it. */
  listen(listener: (event: DeviceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
