import type { EventLog } from '../events.ts';
import type { Ledger } from '../state/ledger.ts';
import { type FetchPolicy, fetchDeployments } from './fetch-deployments.ts';
import { type PollContext, pollManifest } from './poll-manifest.ts';

/**
 * Polls, and adopts what is new: when this answers true, every document is held and verified, and the manifest is in the
 * durable state as the one to carry out. Until then the former state stays (DIG-003).
 * @throws Setback, DeviceError
 */
export async function adoptNext(
  context: PollContext,
  ledger: Ledger,
  events: EventLog,
  policy: FetchPolicy,
): Promise<boolean> {
  const { accepted, desired } = ledger.state;
  const answer = await pollManifest(context, accepted);
  if (answer.kind === 'unchanged') {
    events.record({ kind: 'manifest-unchanged' });
    return false;
  }
  const { manifest, etag, etagIsDigest } = answer;
  if (!etagIsDigest) events.record({ kind: 'etag-not-digest', etag });
  const deployments = await fetchDeployments(context, manifest, desired, policy);
  const version = manifest.manifestVersion;
  await ledger.change(() => ({ adopting: { version, etag }, desired: deployments }));
  events.record({ kind: 'manifest-adopted', version, deployments: deployments.length });
  return true;
}
