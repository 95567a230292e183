import type { PolicyKind } from './identity/policy.ts';
import type { PkiMaterial } from './pki-material.ts';

/** `contrary` and `obstinate` use freedoms that the clauses leave, those of the one exclude those of the other. */
export type WasMode = 'plain' | 'contrary' | 'obstinate';

/** How to start a reference WAS; whatever is left out has the default that stands beside it. */
export interface WasOptions {
  /** Folder of the database and the PKI; made if it is missing. */
  readonly dataDir: string;
  /** `factory.example` */
  readonly trustDomain?: string;
  /** `wfm-1` */
  readonly wfmId?: string;
  /** Names of the API listeners, all on the same state: `['test']`. */
  readonly endpoints?: readonly string[];
  /** Address to listen on: `127.0.0.1`. */
  readonly host?: string;
  /** Fixed ports by listener: endpoint names, `control`, `mis`. Any free port by default. */
  readonly ports?: Readonly<Record<string, number>>;
  /** Ready material instead of that of the data folder. */
  readonly pki?: PkiMaterial;
  /** Ids of deliberate faults, none by default. */
  readonly defects?: readonly string[];
  /** `plain` */
  readonly mode?: WasMode;
  /** `explicit-list` */
  readonly policy?: PolicyKind;
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
  /** URL of each API listener, by its name. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly controlUrl: string;
  readonly misUrl: string;
  readonly discoveryUrl: string;
  readonly issuer: { readonly certificatePem: string; readonly keyPem: string };
  readonly anchorsPem: readonly string[];
  readonly trustDomain: string;
  readonly wfmId: string;
  readonly mode: WasMode;
  readonly close: () => Promise<void>;
}
