import type { Descriptor, ImageManifest } from '../../../oci/documents.ts';
import { DeviceError } from '../../device-error.ts';

/** What of an artifact a device downloads. */
export interface ArtifactContents {
  /** The chart, or the archive of the application. */
  readonly archive: Descriptor;
  /** Of a chart that was signed when it was packed. */
  readonly provenance: Descriptor | null;
}

export type ReadContents = (manifest: ImageManifest, revision: string) => ArtifactContents;

export const wrongType = (detail: string): DeviceError =>
  new DeviceError('ARTIFACT_TYPE_WRONG', `${detail}; see that the component names its own repository`);

export const wrongVersion = (detail: string): DeviceError =>
  new DeviceError('ARTIFACT_VERSION_MISMATCH', `${detail}; publish it under the tag of its version`);
