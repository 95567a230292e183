import type { RepositoryAccess, RevisionId } from '../../../simulator/protocol/revision.ts';

/** The system under test, as a target file names it, with paths made absolute and durations in milliseconds. */
export interface Target {
  readonly name: string;
  readonly vendor: string;
  readonly version: string;
  readonly revision: RevisionId;
  /** Declared departures of an early product, as the target file names them; empty for none. */
  readonly dialect: Dialect;
  /** Features of the standard that the system does not claim. */
  readonly undeclared: readonly Feature[];
  readonly endpoint: Endpoint;
  /** Names of all endpoints in the file. */
  readonly endpoints: readonly string[];
  /** Further endpoints that accept the credentials of the one under test, under the same operator. */
  readonly sharing: readonly Endpoint[];
  /** Those that have an authorisation of their own. */
  readonly separate: readonly Endpoint[];
  readonly identity: IdentitySettings;
  readonly control: ControlSettings;
  readonly timeouts: Timeouts;
  /** The folder that relative paths start from. */
  readonly folder: string;
}

export const FEATURES = ['gateways', 'matching', 'compose', 'helm', 'content-coding', 'trust-discovery'] as const;
export type Feature = (typeof FEATURES)[number];

export interface Endpoint {
  readonly name: string;
  readonly url: string;
}

export type Dialect = Readonly<Record<string, string | boolean>>;

export interface IdentitySettings {
  /** Who is who in mutual TLS (1.0.0-rc.3); null in a revision that knows its clients otherwise. */
  readonly spiffe: SpiffeSettings | null;
  readonly source: IdentitySource;
  /** PEM file: `identity.anchors`, or else the issuer's certificate. */
  readonly anchors: string;
  readonly discovery: string | null;
  /** Ready OAuth 2.0 credentials of one client, where the WAS hands out none at onboarding (pre-draft-2024). */
  readonly oauth: OAuthSettings | null;
  /** The repository of that client, likewise. */
  readonly repository: RepositoryAccess | null;
}

export interface SpiffeSettings {
  readonly trustDomain: string;
  readonly wfmId: string;
}

export interface OAuthSettings {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export type IdentitySource =
  | { readonly kind: 'issuer'; readonly certificate: string; readonly key: string }
  | { readonly kind: 'ready'; readonly folder: string }
  | { readonly kind: 'control' };

export type ControlSettings =
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'exec'; readonly command: readonly [string, ...string[]] }
  | { readonly kind: 'manual' };

export interface Timeouts {
  /** One request, milliseconds. */
  readonly request: number;
  /** Until an operator action shows on the wire. */
  readonly settle: number;
  /** How long nothing may change before "never" is believed. */
  readonly quiet: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { request: 10_000, settle: 30_000, quiet: 2_000 };

/** For what is about mutual TLS alone. Throws `TypeError` in a revision without. */
export function spiffeOf({ identity, revision }: Pick<Target, 'identity' | 'revision'>): SpiffeSettings {
  if (identity.spiffe) return identity.spiffe;
  throw new TypeError(`NO_SPIFFE: clients of ${revision} have no SPIFFE IDs`);
}
