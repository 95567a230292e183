import type { DeploymentState } from '../documents.ts';
import type { Rc2Dialect } from './dialects.ts';

/** Words of 1.0.0-rc.2 that both sides write: paths, envelopes, states, roles and profile types. */

export const ONBOARDING = '/api/v1/onboarding';
/** The WFM's own root certificate; public, but to be fetched only over a channel that is trusted already (ONB-011). */
export const CA_CERTIFICATE = '/api/v1/onboarding/certificate';
/** Below it, a client's id and then its resources. */
export const CLIENTS = '/api/v1/clients';

export const DEVICE_API_VERSION = 'device.margo.org/v1alpha1';
export const APPLICATION_API_VERSION = 'application.margo.org/v1alpha1';

export const ONBOARDING_KIND = 'OnboardingRequest';
export const DEPLOYMENT_KIND = 'ApplicationDeployment';

export interface KindNames {
  readonly 'device-capabilities': string;
  readonly 'deployment-status': string;
}

export const KINDS: Readonly<Record<Rc2Dialect['kinds'], KindNames>> = {
  manifest: { 'device-capabilities': 'DeviceCapabilitiesManifest', 'deployment-status': 'DeploymentStatusManifest' },
  short: { 'device-capabilities': 'DeviceCapabilities', 'deployment-status': 'DeploymentStatus' },
};

/** The states of the model as a dialect spells them. */
export const STATES: Readonly<Record<Rc2Dialect['stateCase'], Readonly<Record<DeploymentState, string>>>> = {
  lower: {
    pending: 'pending',
    installing: 'installing',
    installed: 'installed',
    failed: 'failed',
    removing: 'removing',
    removed: 'removed',
  },
  pascal: {
    pending: 'Pending',
    installing: 'Installing',
    installed: 'Installed',
    failed: 'Failed',
    removing: 'Removing',
    removed: 'Removed',
  },
};

/** What the oldest dialect lists besides; no state of the model is written so. */
export const FURTHER_STATES: Readonly<Record<Rc2Dialect['stateCase'], readonly string[]>> = {
  lower: [],
  pascal: ['Updating', 'Updated'],
};

/** Types of deployment profiles in the model and on the wire. */
export const PROFILE_TYPES: Readonly<Record<Rc2Dialect['profileTypes'], Readonly<Record<'helm' | 'compose', string>>>> =
  {
    plain: { helm: 'helm', compose: 'compose' },
    versioned: { helm: 'helm.v3', compose: 'compose' },
  };

/** CAP-018; `Gateway` came with gateways. */
export const ROLES = ['Standalone Cluster', 'Cluster Leader', 'Standalone Device', 'Gateway'] as const;
