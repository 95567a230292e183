import type { ApplicationDeployment } from '../../protocol/documents.ts';
import type { RevisionDocuments } from '../../protocol/revision.ts';
import { DeviceError } from '../device-error.ts';
import type { DeviceLimits } from '../limits.ts';
import { modelDeployment } from './model-deployment.ts';
import { readYaml } from './yaml-document.ts';

/** A deployment that is wanted, with the document that the digest is of. */
export interface DesiredDeployment {
  readonly deploymentId: string;
  readonly digest: string;
  readonly document: ApplicationDeployment;
}

/** What reading a deployment stands on. */
export interface DocumentContext {
  readonly documents: RevisionDocuments;
  readonly limits: DeviceLimits;
  /** Of the client's own device. */
  readonly deviceId: string;
}

/**
 * Reads a deployment whose digest has been verified.
 * @throws DeviceError DEPLOYMENT_INVALID, DEPLOYMENT_ID_MISMATCH (DSM-014), TOO_LARGE
 */
export function readDeployment(
  bytes: Uint8Array,
  expectedId: string,
  { documents, limits, deviceId }: DocumentContext,
): ApplicationDeployment {
  const what = `deployment ${expectedId}`;
  const document = modelDeployment(readYaml(bytes, what, limits), what, documents, deviceId);
  if (document.id !== expectedId)
    throw new DeviceError(
      'DEPLOYMENT_ID_MISMATCH',
      `the manifest lists ${expectedId}, its document says ${document.id}`,
    );
  return document;
}
