/** Constants of the pre-draft of October 2024, and of what it leaves open where this WAS had to choose. */

export const PAYLOAD_SIGNATURE = 'x-payload-signature';

export const JSON_TYPE = 'application/json';

/** What a token can be for; the pre-draft names no scopes. */
export const SCOPES = ['capabilities', 'status'] as const;
export type Scope = (typeof SCOPES)[number];

export const CLIENT_CREDENTIALS = 'client_credentials';

export const CAPABILITIES_KINDS = ['DeviceCapabilities', 'DeviceCapability'] as const;
export const STATUS_KINDS = ['DeploymentStatus'] as const;

/** The profile's types as the pre-draft calls them, by those of the control contract. */
export const PROFILE_TYPES: ReadonlyMap<unknown, string> = new Map([
  ['helm', 'helm.v3'],
  ['compose', 'docker-compose'],
]);

export const DEFAULT_TOKEN_SECONDS = 300;
export const DEFAULT_REPOSITORY_TOKEN_SECONDS = 3600;

/** What the records of a client are kept under. */
export const clientKeyOf = (id: string): string => `pre-draft:${id}`;
