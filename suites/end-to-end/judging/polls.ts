import { type Judgement, judgeThat } from '../../oracles/judgement.ts';
import { type ReceivedManifest, readManifest } from '../../oracles/manifest.ts';
import type { Station } from '../world/station.ts';
import type { World } from '../world/world.ts';

/**
 * Readings beside the device's own, all at once and some with a former ETag: none shows an older version than was known
 * before it was sent (DSM-007). One further answer reaches the device late, long after it was sent.
 */
export async function judgePolls({ trial }: World, { client, diary, network }: Station, times: number): Promise<void> {
  if (trial.session.revision.traits.desiredState !== 'manifest') return;
  const { manifests } = diary.wire;
  const known = manifests.at(-1)?.version ?? 0n;
  const former = manifests.find(({ etag }) => etag !== undefined)?.etag;
  const answers = await Promise.all(
    Array.from({ length: times }, (_, index) =>
      client.api.readDesiredState(index % 2 === 1 && former ? { headers: { 'if-none-match': former } } : {}),
    ),
  );
  for (const { outcome } of answers) {
    const read = outcome.kind === 'response' ? readManifest(outcome.response) : undefined;
    if (read && 'manifest' in read) trial.hold('DSM-007', notBelow(read.manifest, known));
  }
  network.replayOldest();
}

const notBelow = ({ version }: ReceivedManifest, known: bigint): Judgement =>
  judgeThat(version >= known, `a manifest of version ${known} or above`, `version ${version}`);
