import type { BareRepository, RepositoryFiles } from '../../git/bare-repository.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { ApiRequest } from '../http/api-request.ts';
import type { ClientKey } from '../identity/peer.ts';
import type { Assignment, Stores } from '../storage/stores.ts';
import type { AccessToken, Enrolment, EnrolmentStore } from './enrolments.ts';
import type { SigningCertificate } from './onboarding/signing-certificate.ts';
import type { Scope } from './words.ts';

/**
 * The seams at which the pre-draft's side of this WAS decides something, besides those that all revisions have: each rule
 * is one function. `correctRules` has what the text asks for; a defect or a contrary mode replaces a few.
 */
export interface PreDraftRules extends OnboardingRules, TokenRules, ResourceRules, RepositoryRules {
  /** Around what was handed out, each time that the database is opened. */
  readonly enrolments: (enrolments: EnrolmentStore) => EnrolmentStore;
}

/** What a client brings when it is taken in, and what it is given (ONB-003). */
interface OnboardingRules {
  /** What `certificate` of the root CA answer is. */
  readonly rootCertificate: (anchorsPem: readonly string[]) => string;
  /** Why a certificate for signing payloads is not trusted; undefined where it is. */
  readonly distrust: (certificate: SigningCertificate, anchorsPem: readonly string[], now: Date) => string | undefined;
  readonly clientIdOf: (id: string) => string;
  /** A secret that nobody can guess. */
  readonly newSecret: (kind: SecretKind, client: ClientKey) => string;
  /** What the onboarding call keeps of the capabilities that came with it. */
  readonly keptAtOnboarding: (document: JsonObject) => JsonObject | undefined;
  readonly handout: (handout: Handout) => JsonObject;
  readonly onboardingStatus: number;
}

export type SecretKind = 'client-secret' | 'access-token' | 'repository-token';

export interface Handout {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenUrl: string;
  readonly repositoryUrl: string;
  readonly repositoryToken: string;
}

/** The token endpoint: RFC 6749, section 4.4 (ONB-002). */
interface TokenRules {
  readonly provesClient: (enrolment: Enrolment, secret: string) => boolean;
  readonly grants: (grantType: string | undefined) => boolean;
  /** The scope of a token; undefined where what was asked for is no scope. */
  readonly grantedScope: (asked: string | undefined) => string | undefined;
  readonly tokenAnswer: (token: IssuedToken) => JsonObject;
  readonly tokenHeaders: Readonly<Record<string, string>>;
}

export interface IssuedToken {
  readonly value: string;
  readonly scope: string;
  readonly seconds: number;
}

/** What is asked of a request below `/device`. */
interface ResourceRules {
  /** Who a request is of without a token that is known: nobody. */
  readonly withoutToken: (request: ApiRequest, presented: string | undefined) => Enrolment | undefined;
  readonly tokenIsValid: (token: AccessToken, enrolment: Enrolment | undefined, now: Date) => boolean;
  readonly scopeSuffices: (scope: string, needed: Scope) => boolean;
  /** Whether a client may speak of a device; `owner` is the client that has the device's id as its own, if any (G-85). */
  readonly mayReport: (client: ClientKey, owner: ClientKey | undefined) => boolean;
  /** What is wrong with the signature of a payload; undefined where nothing is (ONB-004). */
  readonly signatureFault: (request: ApiRequest, enrolment: Enrolment) => string | undefined;
  readonly isOfDevice: (assignment: Assignment, deviceId: string) => boolean;
  /** Whether a device has to have been reported before PUT (G-98). */
  readonly putNeedsDevice: boolean;
}

/** The repository of each client (DSM-000). */
interface RepositoryRules {
  readonly defaultBranch: string;
  readonly repositoryTokenIsValid: (enrolment: Enrolment, now: Date) => boolean;
  /** Whether the repository of one client opens to the token of another, or to nobody's. */
  readonly opensRepository: (owner: ClientKey, holder: ClientKey | undefined) => 'open' | 'unknown' | 'foreign';
  readonly acceptsPushes: boolean;
  readonly filesOf: (documents: readonly DeploymentText[], client: ClientKey, stores: Stores) => RepositoryFiles;
  readonly commit: (repository: BareRepository, files: RepositoryFiles) => Promise<void>;
}

/** An ApplicationDeployment as YAML, and the assignment that it comes of. */
export interface DeploymentText {
  readonly assignment: Assignment;
  readonly yaml: string;
}
