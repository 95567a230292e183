import { randomBytes } from 'node:crypto';
import { signatureFault } from './authorization/payload-signature.ts';
import { digestOfSecret } from './enrolments.ts';
import { distrust } from './onboarding/signing-certificate.ts';
import type { PreDraftRules } from './rules.ts';
import { CLIENT_CREDENTIALS, SCOPES, type Scope } from './words.ts';

const SECRET_BYTES = 32;
const ALL_SCOPES: ReadonlySet<string> = new Set(SCOPES);

const names = (scope: string): readonly string[] => scope.split(' ').filter(Boolean);

/** What the pre-draft asks of a WFM, rule by rule. */
export const correctRules: PreDraftRules = {
  enrolments: (enrolments) => enrolments,

  rootCertificate: (anchorsPem) => Buffer.from(anchorsPem.join('')).toString('base64'),
  distrust,
  clientIdOf: (id) => id,
  newSecret: () => randomBytes(SECRET_BYTES).toString('base64url'),
  keptAtOnboarding: ({ certificate: _, ...capabilities }) => capabilities,
  handout: ({ clientId, clientSecret, tokenUrl, repositoryUrl, repositoryToken }) => ({
    clientId,
    clientSecret,
    tokenUrl,
    gitUrl: repositoryUrl,
    gitToken: repositoryToken,
  }),
  onboardingStatus: 201,

  provesClient: ({ secretDigest }, secret) => digestOfSecret(secret) === secretDigest,
  grants: (grantType) => grantType === CLIENT_CREDENTIALS,
  grantedScope: (asked) => {
    const wanted = names(asked ?? SCOPES.join(' '));
    return wanted.length > 0 && wanted.every((name) => ALL_SCOPES.has(name)) ? wanted.join(' ') : undefined;
  },
  tokenAnswer: ({ value, scope, seconds }) => ({
    access_token: value,
    token_type: 'Bearer',
    expires_in: seconds,
    scope,
  }),
  tokenHeaders: { 'Cache-Control': 'no-store', Pragma: 'no-cache' },

  withoutToken: () => undefined,
  tokenIsValid: ({ expires, generation }, enrolment, now) =>
    now.getTime() < expires && generation === enrolment?.generation,
  scopeSuffices: (scope, needed: Scope) => names(scope).includes(needed),
  mayReport: (client, owner) => owner === undefined || owner === client,
  signatureFault,
  isOfDevice: (assignment, deviceId) => assignment.deviceId === deviceId,
  putNeedsDevice: false,

  defaultBranch: 'main',
  repositoryTokenIsValid: ({ repositoryTokenExpires }, now) => now.getTime() < repositoryTokenExpires,
  opensRepository: (owner, holder) => (holder === undefined ? 'unknown' : holder === owner ? 'open' : 'foreign'),
  acceptsPushes: false,
  filesOf: (documents) => new Map(documents.map(({ assignment, yaml }) => [`${assignment.id}.yaml`, yaml])),
  commit: async (repository, files) => void (await repository.commit(files)),
};
