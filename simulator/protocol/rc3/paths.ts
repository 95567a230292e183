import type { ResourcePaths } from '../revision.ts';

/**
 * Resource paths of 1.0.0-rc.3. A device id keeps its slashes (position G-11); every other identifier is one segment and
 * is percent-encoded.
 */
const CAPABILITIES = '/api/v1/capabilities';
export const DEPLOYMENTS = '/api/v1/deployments';
const BUNDLES = '/api/v1/bundles';

export const capabilitiesPath = (deviceId: string): string =>
  `${CAPABILITIES}/${deviceId.split('/').map(encodeURIComponent).join('/')}`;

export const deploymentPath = (deploymentId: string, digest: string): string =>
  `${DEPLOYMENTS}/${encodeURIComponent(deploymentId)}/${digestSegment(digest)}`;

export const bundlePath = (digest: string): string => `${BUNDLES}/${digestSegment(digest)}`;

export const statusPath = (deploymentId: string): string => `${DEPLOYMENTS}/${encodeURIComponent(deploymentId)}/status`;

/** A colon is a legal path character and the specification writes it raw. */
const digestSegment = (digest: string): string => encodeURIComponent(digest).replaceAll('%3A', ':');

export const rc3Paths: ResourcePaths = {
  deployments: DEPLOYMENTS,
  bundles: BUNDLES,
  capabilities: capabilitiesPath,
  deployment: deploymentPath,
  bundle: bundlePath,
  status: statusPath,
};
