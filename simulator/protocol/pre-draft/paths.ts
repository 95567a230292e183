import { notInRevision } from '../not-in-revision.ts';
import type { ResourcePaths } from '../revision.ts';
import { DEVICES } from './words.ts';

/** Resources of the interface of 2024; a status stands below a device, so the caller says which. */
export function preDraftPaths(ownDevice: () => string): ResourcePaths {
  return {
    get deployments() {
      return throwing('manifest');
    },
    get bundles() {
      return throwing('bundles');
    },
    capabilities: (deviceId) => `${deviceOf(deviceId)}/capabilities`,
    deployment: () => throwing('deployments over HTTP'),
    bundle: () => throwing('bundles'),
    status: (deploymentId) => statusPath(ownDevice(), deploymentId),
  };
}

export const statusPath = (deviceId: string, deploymentId: string): string =>
  `${deviceOf(deviceId)}/deployment/${encodeURIComponent(deploymentId)}/status`;

/** A device id is one segment: there are no gateways yet. */
const deviceOf = (deviceId: string): string => `${DEVICES}/${encodeURIComponent(deviceId)}`;

const throwing = (what: string): never => {
  throw notInRevision('pre-draft-2024', what);
};
