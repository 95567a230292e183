import { jsonEquals } from '../../simulator/protocol/json.ts';
import { broken, HOLDS, type Judgement } from './judgement.ts';
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

/** A manifest that was read after another has no lower version, and a higher one if it asks for something else (DSM-007). */
export function versionGrows(earlier: ReceivedManifest, later: ReceivedManifest): Judgement {
  if (later.version < earlier.version)
    return broken(`a version of at least ${earlier.version}`, `${show(later)} after ${show(earlier)}`);
  if (sameState(earlier, later) || later.version > earlier.version) return HOLDS;
  return broken(
    `a version above ${earlier.version}, because the desired state has changed`,
    `${show(later)} after ${show(earlier)}`,
  );
}

/** A manifest that asks for the same in another document, a rebuilt bundle say, is a new one with a higher version (G-22). */
export function versionMarksRebuild(earlier: ReceivedManifest, later: ReceivedManifest): Judgement {
  if (!sameState(earlier, later) || later.version > earlier.version || jsonEquals(earlier.document, later.document))
    return HOLDS;
  return broken(
    `a version above ${earlier.version}, because the manifest has changed`,
    `another manifest of ${show(later)}`,
  );
}

/** Nothing was done in between, so both are the same to the byte (DSM-018, G-23). */
export const sameManifest = (earlier: ReceivedManifest, later: ReceivedManifest): Judgement =>
  sameBytes(earlier, later)
    ? HOLDS
    : broken(
        `the same manifest as before, ${earlier.etag}`,
        `${later.etag}, ${later.version === earlier.version ? 'the same version in other bytes' : `version ${later.version} after ${earlier.version}`}`,
      );
