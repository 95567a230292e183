import { createRegistryClient } from '../../oci/client/create-registry-client.ts';
import type { RegistryAccess, RegistryClient } from '../../oci/client/registry-client.ts';
import type { OciDigest } from '../../oci/reference.ts';
import { DeviceError } from '../device-error.ts';
import type { ArtifactReference } from './artifact-source.ts';
import type { ReadContents } from './contents/artifact-contents.ts';
import { checkChart } from './contents/chart-metadata.ts';
import { composeContents } from './contents/compose-contents.ts';
import { helmContents } from './contents/helm-contents.ts';
import { routesOf } from './policy/routes.ts';
import { verifyKeyPair } from './signatures/key-pair.ts';

/**
 * What a device decides by when it takes an artifact, each rule a function. `correctArtifactRules` has what the
 * specification and the policy ask for; a named fault is a copy with one of them replaced.
 */
export interface ArtifactRules {
  readonly connect: (access: RegistryAccess) => RegistryClient;
  readonly routesOf: typeof routesOf;
  /** @throws DeviceError TAG_MOVED */
  readonly checkPin: (reference: ArtifactReference, pinned: OciDigest | null, found: OciDigest) => void;
  readonly contentsOf: Readonly<Record<ArtifactReference['type'], ReadContents>>;
  readonly checkChart: typeof checkChart;
  readonly verifyKeyPair: typeof verifyKeyPair;
  /** Whether the policy's demand for a provenance file is heard. */
  readonly demandsProvenance: boolean;
}

export const correctArtifactRules: ArtifactRules = {
  connect: createRegistryClient,
  routesOf,
  checkPin: ({ repository, revision }, pinned, found) => {
    if (pinned !== null && pinned !== found)
      throw new DeviceError(
        'TAG_MOVED',
        `${repository}:${revision} was ${pinned} when this device first took it and is ${found} now; publish changes under a new version`,
      );
  },
  contentsOf: { helm: helmContents, compose: composeContents },
  checkChart,
  verifyKeyPair,
  demandsProvenance: true,
};
