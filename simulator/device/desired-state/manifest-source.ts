import type { RevisionDocuments } from '../../protocol/revision.ts';
import type { Session } from '../connection/session.ts';
import type { EventLog } from '../events.ts';
import type { DeviceLimits } from '../limits.ts';
import type { DeviceRules } from '../rules.ts';
import type { Clock } from '../time/clock.ts';
import { type FetchPolicy, fetchDeployments } from './fetch-deployments.ts';
import { pollManifest } from './poll-manifest.ts';
import type { DesiredAnswer, DesiredStateSource, KnownState } from './source.ts';

export interface ManifestSourceParts {
  readonly session: Session;
  readonly documents: RevisionDocuments;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly limits: DeviceLimits;
  readonly rules: DeviceRules;
  readonly fetch: FetchPolicy;
}

/** The desired state as a manifest with its artifacts, over HTTP. */
export class ManifestSource implements DesiredStateSource {
  readonly #parts: ManifestSourceParts;

  constructor(parts: ManifestSourceParts) {
    this.#parts = parts;
  }

  async read({ accepted, desired, deviceIds: [deviceId] }: KnownState, signal: AbortSignal): Promise<DesiredAnswer> {
    const { session, documents, events, clock, limits, rules, fetch } = this.#parts;
    const client = await session.client();
    const context = { client, documents, deviceId, limits, rules, now: () => clock.now(), signal };
    const answer = await pollManifest(context, accepted);
    if (answer.kind === 'unchanged') return answer;
    const { manifest, etag, etagIsDigest } = answer;
    if (!etagIsDigest) events.record({ kind: 'etag-not-digest', etag });
    const deployments = await fetchDeployments(context, manifest, desired, fetch);
    return { kind: 'new', mark: { version: manifest.manifestVersion, etag }, deployments };
  }

  async close(): Promise<void> {
    // The session is the device's, which closes it.
  }
}
