import { jsonEquals } from '../../simulator/protocol/json.ts';
import { about, broken, HOLDS, type Judgement } from './judgement.ts';
import type { ReceivedManifest } from './manifest.ts';

/** What a manifest asks of the devices: digest of the content by the id of the deployment, in lower case. */
export const desiredState = ({ deployments }: Pick<ReceivedManifest, 'deployments'>): ReadonlyMap<string, string> =>
  new Map(deployments.map(({ deploymentId, digest }) => [deploymentId.toLowerCase(), digest]));

const sameState = (left: ReceivedManifest, right: ReceivedManifest): boolean => {
  const [here, there] = [desiredState(left), desiredState(right)];
  return here.size === there.size && Array.from(here).every(([id, digest]) => there.get(id) === digest);
};

const sameBytes = (left: ReceivedManifest, right: ReceivedManifest): boolean =>
  Buffer.compare(left.bytes, right.bytes) === 0;

const show = (manifest: ReceivedManifest): string =>
  `version ${manifest.version} with ${manifest.deployments.length} deployments`;

/** What is known of two readings of a manifest, one after the other. */
export interface Succession {
  readonly before: bigint;
  readonly now: bigint;
  /** Whether they ask for the same deployments with the same digests. */
  readonly sameState: boolean;
  /** Whether they are equal JSON documents. */
  readonly sameDocument: boolean;
}

/** No lower version, and a higher one where something else is asked for (DSM-007). */
export function versionFollows({ before, now, sameState }: Omit<Succession, 'sameDocument'>): Judgement {
  if (now < before) return broken(`a version of at least ${before}`, `version ${now} after ${before}`);
  if (sameState || now > before) return HOLDS;
  return broken(
    `a version above ${before}, because the desired state has changed`,
    `version ${now} after ${before}, with another desired state`,
  );
}

/** Another document that asks for the same, a rebuilt bundle say, is a new manifest with a higher version (G-22). */
export const rebuildFollows = ({ before, now, sameState, sameDocument }: Succession): Judgement =>
  !sameState || now > before || sameDocument
    ? HOLDS
    : broken(`a version above ${before}, because the manifest has changed`, `another manifest of version ${now}`);

/** A manifest that was read after another has no lower version, and a higher one if it asks for something else (DSM-007). */
export const versionGrows = (earlier: ReceivedManifest, later: ReceivedManifest): Judgement =>
  about(
    `after ${show(earlier)}, ${show(later)}`,
    versionFollows({ before: earlier.version, now: later.version, sameState: sameState(earlier, later) }),
  );

/** A manifest that asks for the same in another document, a rebuilt bundle say, is a new one with a higher version (G-22). */
export const versionMarksRebuild = (earlier: ReceivedManifest, later: ReceivedManifest): Judgement =>
  rebuildFollows({
    before: earlier.version,
    now: later.version,
    sameState: sameState(earlier, later),
    sameDocument: jsonEquals(earlier.document, later.document),
  });

/** Nothing was done in between, so both are the same to the byte (DSM-018, G-23). */
export const sameManifest = (earlier: ReceivedManifest, later: ReceivedManifest): Judgement =>
  sameBytes(earlier, later)
    ? HOLDS
    : broken(
        `the same manifest as before, ${earlier.etag}`,
        `${later.etag}, ${later.version === earlier.version ? 'the same version in other bytes' : `version ${later.version} after ${earlier.version}`}`,
      );
