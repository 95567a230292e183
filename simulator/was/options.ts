import type { RevisionId } from '../protocol/revision.ts';
import type { PolicyKind } from './identity/policy.ts';
import type { PkiMaterial } from './pki-material.ts';

/** `contrary` and `obstinate` use freedoms that the clauses leave, those of the one exclude those of the other. */
export type WasMode = 'plain' | 'contrary' | 'obstinate';

export type Dialects = Readonly<Partial<Record<RevisionId, Readonly<Record<string, string | boolean>>>>>;

export type EndpointRecords = 'shared' | 'separate';

/** How to start a reference WAS; whatever is left out has the default that stands beside it. */
export interface WasOptions {
  /** Folder of the database and the PKI; made if it is missing. */
  readonly dataDir: string;
  /** `factory.example` */
  readonly trustDomain?: string;
  /** `wfm-1` */
  readonly wfmId?: string;
  /** Revisions of the interface that are served: `['1.0.0-rc.3']`. */
  readonly revisions?: readonly RevisionId[];
  /** Names of the API listeners of each revision: `['test']`. */
  readonly endpoints?: readonly string[];
  /** Whether the endpoints of a revision have the same clients and records, or each its own: `shared`. */
  readonly endpointRecords?: EndpointRecords;
  /** Address to listen on: `127.0.0.1`. */
  readonly host?: string;
  /**
   * Fixed ports by listener: `control`, `mis`, and endpoint names, those of 1.0.0-rc.2 after `rc2:`. Any free port by
   * default.
   */
  readonly ports?: Readonly<Record<string, number>>;
  /** Ready material instead of that of the data folder. */
  readonly pki?: PkiMaterial;
  /** Ids of deliberate faults, none by default. */
  readonly defects?: readonly string[];
  /** `plain` */
  readonly mode?: WasMode;
  /** `explicit-list` */
  readonly policy?: PolicyKind;
  /** Departures of early products that it has, by revision, as a target file names them: none. */
  readonly dialects?: Dialects;
  /** How far back a message signature of 1.0.0-rc.2 may have been made, in seconds: 300. */
  readonly signatureWindowSeconds?: number;
  /** How long what pre-draft-2024 hands out is valid, in seconds: 300 and 3600. */
  readonly preDraft?: { readonly tokenSeconds?: number; readonly repositoryTokenSeconds?: number };
  /** TLS 1.2 besides 1.3: false. */
  readonly tls12?: boolean;
  /**
   * Whether a proxy in front ends mutual TLS: false. Then the endpoints are plain HTTP on the loopback address, and each
   * request has to bring the leaf of its peer in the header `PROXIED_LEAF`; the chain is validated by the proxy.
   */
  readonly behindProxy?: boolean;
  /** For how many manifests after it an artifact can still be fetched: 10. */
  readonly retainedManifests?: number;
  /** Receives one line for each thing worth knowing; silent by default. */
  readonly log?: (line: string) => void;
}

/** A WAS that serves. */
export interface RunningWas {
  /** URL of each API listener of 1.0.0-rc.3, by its name. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** URL of each API listener, by revision and name. */
  readonly interfaces: Readonly<Partial<Record<RevisionId, Readonly<Record<string, string>>>>>;
  readonly endpointRecords: EndpointRecords;
  /** Where each endpoint has its own records, that of one endpoint is below `endpoints/<name>`. */
  readonly controlUrl: string;
  readonly misUrl: string;
  readonly discoveryUrl: string;
  readonly issuer: { readonly certificatePem: string; readonly keyPem: string };
  readonly anchorsPem: readonly string[];
  readonly trustDomain: string;
  readonly wfmId: string;
  readonly mode: WasMode;
  readonly dialects?: Dialects;
  readonly close: () => Promise<void>;
}
