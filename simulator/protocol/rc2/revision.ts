import type { DialectEntry } from '../dialect.ts';
import { readDialect } from '../dialect.ts';
import { DEPLOYMENT_STATES } from '../documents.ts';
import type { Revision } from '../revision.ts';
import { Rc2Client } from './client.ts';
import { DEFAULT_RC2_BASE, RC2_BASES, RC2_FACETS, type Rc2Dialect } from './dialects.ts';
import { rc2Documents } from './documents.ts';
import { rc2Onboarding } from './onboarding.ts';

/**
 * Revision 1.0.0-rc.2 in a dialect, by default its last published state: RFC 9421 signatures, a client id in the paths,
 * `{error, message}` errors.
 */
export const rc2 = (dialect: Rc2Dialect = RC2_BASES[DEFAULT_RC2_BASE]): Revision => ({
  id: '1.0.0-rc.2',
  traits: {
    removesDevices: dialect.deletesDevices,
    problemDocuments: false,
    callerIdentity: 'message-signature',
    manifestScope: 'client',
    statusHasAdoptedVersion: false,
    emptyStatusErrors: true,
    deploymentStates: DEPLOYMENT_STATES,
    desiredState: 'manifest',
    devicesOfClient: dialect.capabilitiesPath === 'per-device' ? 'several' : 'one',
    gateways: dialect.capabilitiesPath === 'per-device',
    labels: false,
    deploymentTypes: ['helm', 'compose'],
    artifactVisibility: 'public',
    answers: {
      deviceCreated: [201],
      deviceUpdated: [201, 204],
      deviceRemoved: [204],
      statusCreated: [200],
      statusUpdated: [200],
      clientRefused: [401, 403],
      malformed: [400],
      meaningless: [400, 422],
      disputed: {
        deviceUpdated: { statuses: [200], position: 'G-74' },
        statusCreated: { statuses: [201], position: 'G-75' },
        statusUpdated: { statuses: [201], position: 'G-75' },
      },
    },
  },
  documents: rc2Documents(dialect),
  onboarding: rc2Onboarding(dialect),
  connect: (options) => new Rc2Client(options, dialect),
});

/** @throws TypeError DIALECT_UNKNOWN_FACET, DIALECT_UNKNOWN_VALUE */
export const readRc2Dialect = (entry: DialectEntry): Rc2Dialect =>
  readDialect(RC2_FACETS, RC2_BASES, DEFAULT_RC2_BASE, entry);
