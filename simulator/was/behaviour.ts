import type { ServerResponse } from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import type { Credential } from '../pki/svid.ts';
import type { StateManifest } from '../protocol/documents.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import type { ControlAnswer, ControlCall } from './control/call.ts';
import type { ArtifactUrls } from './desired-state/manifest.ts';
import type { Order } from './desired-state/order.ts';
import type { BundleFile } from './desired-state/tar.ts';
import type { Answer } from './http/answer.ts';
import type { ApiRequest } from './http/api-request.ts';
import type { FieldError, Problem } from './http/problem.ts';
import type { ClientKey, Peer, Realm, Recognition } from './identity/peer.ts';
import type { Decision, PolicyKind } from './identity/policy.ts';
import type { TlsOptions } from './identity/tls-options.ts';
import type { PkiMaterial } from './pki-material.ts';
import type { PreDraftRules } from './pre-draft/rules.ts';
import type { EnrolmentRules } from './rc2/rules.ts';
import type { Stores } from './storage/stores.ts';

/**
 * The seams at which this WAS decides something: each rule of the interface is one function here. `correctBehaviour`
 * has what the specification asks for; a defect or the contrary mode is a copy with one or a few of them replaced.
 */
export interface Behaviour
  extends ConnectionRules,
    EnrolmentRules,
    RepresentationRules,
    DocumentRules,
    DesiredStateRules,
    Whole {}

/** Who may speak to this WAS (WIP-010, WIP-012, TLS-001 to TLS-007). */
interface ConnectionRules {
  /** The SVID that this WAS presents. */
  readonly ownIdentity: (pki: PkiMaterial, realm: Realm) => Promise<Credential>;
  readonly tlsOptions: (options: TlsOptions) => TlsOptions;
  readonly recognisePeer: (chainDer: readonly Uint8Array[], realm: Realm, now: Date) => Recognition;
  /** What an unrecognised peer gets: the end of its connection, or 403 on it (G-10). */
  readonly refusal: 'close' | 'answer';
  readonly remainsValid: (peer: Peer, now: Date) => boolean;
  readonly admits: (policy: PolicyKind, peer: Peer, decision: Decision | undefined, request: ApiRequest) => boolean;
  /** Under whose name a request acts. */
  readonly callerOf: (request: ApiRequest) => string;
}

/** How what is served is named, negotiated and encoded. */
interface RepresentationRules {
  readonly etagOf: (digest: string, mediaType: string) => string;
  readonly cacheControlOf: (mediaType: string) => string;
  readonly matchesIfNoneMatch: (field: string | undefined, etag: string) => boolean;
  readonly accepts: (field: string | undefined, mediaType: string) => boolean;
  readonly acceptsGzip: (field: string | undefined) => boolean;
  /** Whether responses of this type may carry a Content-Encoding. */
  readonly mayEncode: (mediaType: string) => boolean;
  readonly problem: (problem: Problem) => Answer;
}

/** What a received document must be, and what it leads to. */
interface DocumentRules {
  /** Throws `SyntaxError` or `TypeError` where the bytes are not JSON in UTF-8. */
  readonly parseDocument: (body: Buffer) => JsonValue;
  readonly capabilityErrors: (document: JsonValue, deviceId: string) => readonly FieldError[];
  /** A document that was kept, in the words of the control contract: those of 1.0.0-rc.3. */
  readonly modelOf: (document: JsonObject) => JsonObject;
  /** The device that must have been reported before this one, if any (GWY-004). */
  readonly gatewayOf: (deviceId: string) => string | undefined;
  readonly statusErrors: (document: JsonValue, deploymentId: string) => readonly FieldError[];
  /** What is answered where a device or a status was taken, by whether there was a record of it. */
  readonly deviceTaken: (existed: boolean, method?: string) => number;
  readonly statusTaken: (existed: boolean) => number;
}

/** How the operator's orders become a manifest and its artifacts. */
interface DesiredStateRules {
  readonly urlsOf: (client: ClientKey, stores: Stores) => ArtifactUrls;
  readonly deploymentDocument: (id: string, deviceId: string, order: Order) => JsonObject;
  readonly serialiseDeployment: (document: JsonObject) => string;
  readonly archive: (files: readonly BundleFile[]) => Buffer;
  readonly digestOf: (bytes: Buffer, mediaType: string) => string;
  readonly nextManifestVersion: (previous: bigint | undefined, client: string) => bigint;
  readonly serialiseManifest: (manifest: StateManifest) => string;
}

/** Seams around whole parts; correct behaviour passes through. */
interface Whole {
  /** What only the pre-draft of 2024 has. */
  readonly preDraft: PreDraftRules;
  /** Around the records, each time that the database is opened. */
  readonly stores: (stores: Stores, database: DatabaseSync) => Stores;
  /** Around one request of an admitted or a refused client, answers of errors included. */
  readonly exchange: (request: ApiRequest, next: Exchange) => Promise<Answer>;
  /** As `matchesIfNoneMatch`, at the Margo identity system. */
  readonly misRevalidates: (field: string | undefined, etag: string) => boolean;
  /** Around one request to the Margo identity system; it has no peer. */
  readonly misExchange: (path: string, answer: Answer) => Answer;
  /** Around one verb of the control contract. */
  readonly control: (call: ControlCall, next: (call: ControlCall) => Promise<ControlAnswer>) => Promise<ControlAnswer>;
  readonly deliver: (response: ServerResponse, answer: Answer) => void;
}

export type Exchange = (request: ApiRequest) => Promise<Answer>;
