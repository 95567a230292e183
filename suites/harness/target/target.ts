import type { RevisionId } from '../../../simulator/protocol/revision.ts';

/** The system under test, as a target file names it, with paths made absolute and durations in milliseconds. */
export interface Target {
  readonly name: string;
  readonly vendor: string;
  readonly version: string;
  readonly revision: RevisionId;
  /** Features of the standard that the system does not claim. */
  readonly undeclared: readonly Feature[];
  readonly endpoint: Endpoint;
  /** Names of all endpoints in the file. */
  readonly endpoints: readonly string[];
  /** Further endpoints that accept the credentials of the one under test, under the same operator. */
  readonly sharing: readonly Endpoint[];
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

export interface IdentitySettings {
  readonly trustDomain: string;
  readonly wfmId: string;
  readonly source: IdentitySource;
  /** PEM file: `identity.anchors`, or else the issuer's certificate. */
  readonly anchors: string;
  readonly discovery: string | null;
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
