import type { DeploymentState, DeploymentType } from './documents.ts';
import type { Exchange, HeaderList, WireRequest, WireResponse } from './exchange.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { Transport } from './transport.ts';

/**
 * What every revision of the interface lets a client do. Suites, devices and fleets speak to this; a folder beside this
 * file implements it for a revision.
 */
export interface Revision {
  readonly id: RevisionId;
  readonly traits: RevisionTraits;
  readonly documents: RevisionDocuments;
  /** The call by which a client is taken in; null where nothing is asked on the wire. */
  readonly onboarding: OnboardingCall | null;
  connect(options: ConnectOptions): ManagementClient;
}

/**
 * Between the model and the wire. The model is that of 1.0.0-rc.3 (`documents.ts`); what a revision does not know of it
 * is left out, and what it asks for beside it is put in.
 */
export interface RevisionDocuments {
  /** A document of the model as it is sent. A value that is no object, and members that the model does not know, stay. */
  write(kind: SentDocumentKind, document: JsonValue): JsonValue;
  /** A received document in the shape of the model. Never throws: what cannot be understood stays as it is. */
  read(kind: ReceivedDocumentKind, document: JsonValue): JsonValue;
  /** Where a document, as it is on the wire, departs from the revision's schema with its errata. */
  schemaErrors(kind: SentDocumentKind | ReceivedDocumentKind, document: JsonValue): readonly SchemaError[];
}

export type SentDocumentKind = 'device-capabilities' | 'deployment-status';
export type ReceivedDocumentKind = 'application-deployment' | 'state-manifest';

export interface SchemaError {
  /** RFC 6901 pointer to the offending value; empty for the document itself. */
  readonly pointer: string;
  readonly message: string;
}

/** How a client asks to be taken in, and what it is given. */
export interface OnboardingCall {
  /** The request for a client; `capabilities` (of the model) go along where the revision reports them here. */
  request(credential: TlsCredential, capabilities: JsonObject): AnyRequest;
  /** What the answer hands out, or what is wrong with it. */
  read(response: WireResponse): OnboardingAnswer;
}

export type OnboardingAnswer = { readonly enrolment: Enrolment } | { readonly wrong: string };

/** What a WFM hands a client when it takes it in. */
export type Enrolment = NoEnrolment | ClientIdEnrolment | OAuthEnrolment;

/** Everything that the client needs is in its credential. */
export interface NoEnrolment {
  readonly kind: 'none';
}

/** 1.0.0-rc.2: the id in the path, to which the credential's key is bound (ONB-013). */
export interface ClientIdEnrolment {
  readonly kind: 'client-id';
  readonly clientId: string;
}

/** pre-draft-2024: OAuth 2.0 client credentials, and the repository of the desired state (ONB-003). */
export interface OAuthEnrolment {
  readonly kind: 'oauth';
  readonly clientId: string;
  readonly clientSecret: string;
  /** Absolute. */
  readonly tokenUrl: string;
  readonly repository: RepositoryAccess | null;
}

export interface RepositoryAccess {
  /** Smart HTTP, absolute. */
  readonly url: string;
  /** Short-lived; presented as the password of HTTP Basic authentication. */
  readonly token: string;
}

/** The newest first. */
export const REVISION_IDS = ['1.0.0-rc.3', '1.0.0-rc.2', 'pre-draft-2024'] as const;

export type RevisionId = (typeof REVISION_IDS)[number];

/** Differences between revisions that are data, so that nobody has to ask which revision it is. */
export interface RevisionTraits {
  /** A device can be taken back with DELETE. */
  readonly removesDevices: boolean;
  /** Errors are RFC 9457 documents with registered types. */
  readonly problemDocuments: boolean;
  /** The caller is known by the certificate of mutual TLS. */
  readonly callerIdentity: 'mutual-tls' | 'message-signature' | 'bearer-token';
  /** Who a sequence of manifest versions belongs to. */
  readonly manifestScope: 'client' | 'device';
  readonly statusHasAdoptedVersion: boolean;
  /** An error object with empty members is among the examples of a status (G-33). */
  readonly emptyStatusErrors: boolean;
  /** States that a status report can have. */
  readonly deploymentStates: readonly DeploymentState[];
  /** How the desired state is read: a manifest with its artifacts over HTTP, or a Git repository. */
  readonly desiredState: 'manifest' | 'repository';
  /** Whether a client is one device, or may report several. */
  readonly devicesOfClient: 'one' | 'several';
  /** A gateway reports children, each with a path as its device id. */
  readonly gateways: boolean;
  /** Capabilities have labels, and deployments constraints on them. */
  readonly labels: boolean;
  /** Values that a deployment profile's type can have. */
  readonly deploymentTypes: readonly DeploymentType[];
  /** Who may keep an artifact: the visibility in `Cache-Control`. */
  readonly artifactVisibility: 'private' | 'public';
  readonly answers: AnswerCodes;
}

/** The statuses that a revision lists for what a client does. */
export interface AnswerCodes {
  readonly deviceCreated: readonly number[];
  readonly deviceUpdated: readonly number[];
  readonly deviceRemoved: readonly number[];
  /** The first report of a deployment's status, and each after it. */
  readonly statusCreated: readonly number[];
  readonly statusUpdated: readonly number[];
  /** A client that is not, or no longer, accepted. */
  readonly clientRefused: readonly number[];
  /** A body that is no JSON. */
  readonly malformed: Refusals;
  /** A document that breaks its schema, or whose meaning is wrong. */
  readonly meaningless: Refusals;
  /** Statuses of success beside those listed, on which the revision's texts disagree. */
  readonly disputed: Readonly<Partial<Record<SuccessKind, DisputedAnswer>>>;
}

/** Statuses of refusal; `any` where a revision says no more than that it is one of an error. */
export type Refusals = readonly number[] | 'any';

export type SuccessKind = 'deviceCreated' | 'deviceUpdated' | 'deviceRemoved' | 'statusCreated' | 'statusUpdated';

export interface DisputedAnswer {
  readonly statuses: readonly number[];
  /** What is taken of it, in the catalogue of requirements. */
  readonly position: string;
}

export interface ConnectOptions {
  /** Base URL of the endpoint; resources stand below its path. */
  readonly endpoint: URL;
  readonly credential: TlsCredential;
  /** PEM of the anchors that the peer's certificate has to lead to. */
  readonly anchors: string;
  /** Name of the client in transcripts. */
  readonly actor: string;
  readonly limits: WireLimits;
  /** Hears of every exchange, failed ones included. */
  readonly onExchange?: (exchange: Exchange) => void;
  /** Parallel connections of this client; default 4. */
  readonly connections?: number;
  /**
   * Carries every request to the endpoint's origin, in place of connections of the client's own; credential and anchors, limits and
   * `verifyPeer` are then its affair. Another origin (a token endpoint elsewhere) is reached as ever. Closed with the client.
   */
  readonly transport?: Transport;
  /** Judges the peer beyond its chain, before the first byte of a request is sent (WIP-011). */
  readonly verifyPeer?: PeerVerifier;
  /** What onboarding has given; default: nothing yet. */
  readonly enrolment?: Enrolment;
  /** Devices that the WFM knows from this client already: where a revision tells creation from update, they are updated. */
  readonly reportedDevices?: readonly string[];
  /** The client's own device, where a revision has it in the paths of deployments; default: the one reported last. */
  readonly deviceId?: string;
  /** The client's clock, in milliseconds since the epoch; default the system's. */
  readonly now?: () => number;
}

/** Says what is wrong with a peer; gets its certificates in DER, leaf first, possibly up to the anchor. */
export type PeerVerifier = (chainDer: readonly Uint8Array[]) => Error | undefined;

export interface TlsCredential {
  /** Leaf first, then intermediates, PEM. */
  readonly chainPem: string;
  readonly keyPem: string;
}

export interface WireLimits {
  /** From the first byte sent to the last received, in milliseconds. */
  readonly requestMs: number;
  readonly maxBodyBytes: number;
}

export interface RequestOptions {
  /** Added to the headers of the call; a value of null takes a default header away. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly signal?: AbortSignal;
  /** In place of the revision's own way to say who sends (signature, token), which it may use. */
  readonly authenticate?: Authenticate;
}

/** Gives a request what shows who sends it; `usual` is how the revision does it. */
export type Authenticate = (
  request: WireRequest,
  usual: (request: WireRequest) => Promise<WireRequest>,
) => WireRequest | Promise<WireRequest>;

/** Where the resources of a client stand, below the endpoint's base path. */
export interface ResourcePaths {
  readonly deployments: string;
  readonly bundles: string;
  readonly capabilities: (deviceId: string) => string;
  readonly deployment: (deploymentId: string, digest: string) => string;
  readonly bundle: (digest: string) => string;
  readonly status: (deploymentId: string) => string;
}

/** Calls never throw for what the peer does: a failure is part of the exchange. They throw `TypeError` on misuse. */
export interface ManagementClient {
  readonly actor: string;
  readonly paths: ResourcePaths;
  /** The body is a document of the model and is sent as the revision writes it; bytes that are no JSON object go as they are. */
  reportCapabilities(deviceId: string, body: Uint8Array, options?: RequestOptions): Promise<Exchange>;
  removeDevice(deviceId: string, options?: RequestOptions): Promise<Exchange>;
  readDesiredState(options?: RequestOptions): Promise<Exchange>;
  fetchDeployment(deploymentId: string, digest: string, options?: RequestOptions): Promise<Exchange>;
  fetchBundle(digest: string, options?: RequestOptions): Promise<Exchange>;
  /** Fetches what a manifest's `url` names, absolute or relative; refuses another origin with `TypeError`. */
  fetchReference(url: string, options?: RequestOptions): Promise<Exchange>;
  /** The body as for capabilities. */
  reportStatus(deploymentId: string, body: Uint8Array, options?: RequestOptions): Promise<Exchange>;
  /** Anything else, below the endpoint's base path. */
  send(request: AnyRequest, options?: RequestOptions): Promise<Exchange>;
  /** The same request with what shows who sends it: for connections that are driven by hand. */
  authenticated(request: AnyRequest): Promise<AnyRequest>;
  close(): Promise<void>;
}

export interface AnyRequest {
  readonly method: WireRequest['method'];
  readonly path: WireRequest['path'];
  readonly headers?: HeaderList;
  readonly body?: Uint8Array;
}
