import type { DeploymentState } from '../documents.ts';
import type { PreDraftDialect } from './dialects.ts';

/** Words of the interface of 2024 that both sides write: paths, envelopes, states and profile types. */

export const ONBOARDING = '/onboarding/';
export const CA_CERTIFICATE = '/onboarding/certificate';
/** Below it, a device's id and then its resources. */
export const DEVICES = '/device';

/** Base64 of a public key and a signature over the body (ONB-004). */
export const PAYLOAD_SIGNATURE = 'x-payload-signature';

export const DEVICE_API_VERSION = 'device.margo.org/v1alpha1';
export const APPLICATION_API_VERSION = 'application.margo.org/v1alpha1';
export const ONBOARDING_KIND = 'OnboardingRequest';
export const STATUS_KIND = 'DeploymentStatus';
export const DEPLOYMENT_KIND = 'ApplicationDeployment';

/** The states that there are; a removal is not reported yet. */
export const REPORTED_STATES: readonly DeploymentState[] = ['pending', 'installing', 'installed', 'failed'];

/** The states of the model as a dialect spells them. */
export const STATES: Readonly<Record<PreDraftDialect['stateCase'], Readonly<Record<DeploymentState, string>>>> = {
  pascal: {
    pending: 'Pending',
    installing: 'Installing',
    installed: 'Installed',
    failed: 'Failed',
    removing: 'Removing',
    removed: 'Removed',
  },
  lower: {
    pending: 'pending',
    installing: 'installing',
    installed: 'installed',
    failed: 'failed',
    removing: 'removing',
    removed: 'removed',
  },
};

/** Types of deployment profiles, by those of the model. */
export const PROFILE_TYPES: Readonly<Record<'helm' | 'compose', string>> = {
  helm: 'helm.v3',
  compose: 'docker-compose',
};
