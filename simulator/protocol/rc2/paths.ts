import type { ResourcePaths } from '../revision.ts';
import type { Rc2Dialect } from './dialects.ts';
import { CLIENTS } from './words.ts';

/** Resources of one client. A device id keeps its slashes; every other identifier is one segment. */
export function rc2Paths(clientId: string, dialect: Rc2Dialect): ResourcePaths {
  const client = `${CLIENTS}/${encodeURIComponent(clientId)}`;
  const deployments = `${client}/deployments`;
  const bundles = `${client}/bundles`;
  const capabilities = `${client}/capabilities`;
  const statusParent = dialect.statusPath === 'singular' ? `${client}/deployment` : deployments;
  return {
    deployments,
    bundles,
    capabilities: (deviceId) =>
      dialect.capabilitiesPath === 'per-client'
        ? capabilities
        : `${capabilities}/${deviceId.split('/').map(encodeURIComponent).join('/')}`,
    deployment: (deploymentId, digest) => `${deployments}/${encodeURIComponent(deploymentId)}/${digestSegment(digest)}`,
    bundle: (digest) => `${bundles}/${digestSegment(digest)}`,
    status: (deploymentId) => `${statusParent}/${encodeURIComponent(deploymentId)}/status`,
  };
}

/** A colon is a legal path character and the specification writes it raw. */
const digestSegment = (digest: string): string => encodeURIComponent(digest).replaceAll('%3A', ':');

/** For a client that has no id yet: nothing has a path. */
export const notEnrolledPaths: ResourcePaths = {
  get deployments() {
    return notEnrolled();
  },
  get bundles() {
    return notEnrolled();
  },
  capabilities: notEnrolled,
  deployment: notEnrolled,
  bundle: notEnrolled,
  status: notEnrolled,
};

function notEnrolled(): never {
  throw new TypeError('NOT_ENROLLED: this client has no client id; onboard it, and connect with what that has given');
}
