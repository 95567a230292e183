import type { DialectOf } from '../dialect.ts';

/** In what products of 1.0.0-rc.2 and the drafts before it differ; each facet is described in README.md. */
export const RC2_FACETS = {
  onboardingMember: ['certificate', 'public_certificate'],
  certificateEncoding: ['pem', 'der'],
  clientIdMember: ['clientId', 'client_id'],
  envelopes: ['all', 'documents', 'none'],
  kinds: ['manifest', 'short'],
  capabilitiesPath: ['per-device', 'per-client'],
  deletesDevices: [true, false],
  capabilitiesShape: ['cpus', 'cpu', 'resources'],
  roles: [false, true],
  statusPath: ['plural', 'singular'],
  statusDetails: ['full', 'basic'],
  stateCase: ['lower', 'pascal'],
  deploymentIds: ['top-level', 'annotations'],
  profileTypes: ['plain', 'versioned'],
  componentPackages: ['oci', 'location'],
} as const;

export type Rc2Dialect = DialectOf<typeof RC2_FACETS>;

const O2B: Rc2Dialect = {
  onboardingMember: 'certificate',
  certificateEncoding: 'pem',
  clientIdMember: 'clientId',
  envelopes: 'all',
  kinds: 'manifest',
  capabilitiesPath: 'per-device',
  deletesDevices: true,
  capabilitiesShape: 'cpus',
  roles: false,
  statusPath: 'plural',
  statusDetails: 'full',
  stateCase: 'lower',
  deploymentIds: 'top-level',
  profileTypes: 'plain',
  componentPackages: 'oci',
};

const O2A: Rc2Dialect = { ...O2B, capabilitiesShape: 'cpu', componentPackages: 'location' };

const O1: Rc2Dialect = {
  ...O2A,
  capabilitiesPath: 'per-client',
  deletesDevices: false,
  capabilitiesShape: 'resources',
  roles: true,
  statusDetails: 'basic',
};

const O0: Rc2Dialect = {
  ...O1,
  onboardingMember: 'public_certificate',
  clientIdMember: 'client_id',
  envelopes: 'documents',
  kinds: 'short',
  statusPath: 'singular',
  stateCase: 'pascal',
  deploymentIds: 'annotations',
  profileTypes: 'versioned',
};

/** The published states of the document, oldest first. */
export const RC2_BASES: Readonly<Record<'O0' | 'O1' | 'O2a' | 'O2b', Rc2Dialect>> = { O0, O1, O2a: O2A, O2b: O2B };

export const DEFAULT_RC2_BASE = 'O2b';
