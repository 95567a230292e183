import { type DialectEntry, readDialect } from '../dialect.ts';
import type { Revision } from '../revision.ts';
import { PreDraftClient } from './client.ts';
import { DEFAULT_PRE_DRAFT_BASE, PRE_DRAFT_BASES, PRE_DRAFT_FACETS, type PreDraftDialect } from './dialects.ts';
import { preDraftDocuments } from './documents.ts';
import { preDraftOnboarding } from './onboarding/onboarding.ts';
import { REPORTED_STATES } from './words.ts';

/** The interface of 2024, by default as its tables have it: OAuth 2.0, signed payloads, the desired state in Git. */
export const preDraft = (dialect: PreDraftDialect = PRE_DRAFT_BASES[DEFAULT_PRE_DRAFT_BASE]): Revision => ({
  id: 'pre-draft-2024',
  traits: {
    removesDevices: false,
    problemDocuments: false,
    callerIdentity: 'bearer-token',
    manifestScope: 'device',
    statusHasAdoptedVersion: false,
    emptyStatusErrors: false,
    deploymentStates: REPORTED_STATES,
    desiredState: 'repository',
    devicesOfClient: 'one',
    gateways: false,
    labels: false,
    deploymentTypes: ['helm', 'compose'],
    artifactVisibility: 'private',
    answers: {
      deviceCreated: [201],
      deviceUpdated: [201],
      deviceRemoved: [],
      statusCreated: [201],
      statusUpdated: [201],
      // The token endpoint refuses with 400 or 401 (RFC 6749, 5.2), the interface with 401 or 403 (RFC 6750, 3.1).
      clientRefused: [400, 401, 403],
      malformed: 'any',
      meaningless: 'any',
      disputed: {},
    },
  },
  documents: preDraftDocuments(dialect),
  onboarding: preDraftOnboarding(dialect),
  connect: (options) => new PreDraftClient(options, dialect),
});

/** @throws TypeError DIALECT_UNKNOWN_FACET, DIALECT_UNKNOWN_VALUE */
export const readPreDraftDialect = (entry: DialectEntry): PreDraftDialect =>
  readDialect(PRE_DRAFT_FACETS, PRE_DRAFT_BASES, DEFAULT_PRE_DRAFT_BASE, entry);
