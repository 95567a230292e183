import type { RepositoryAccess } from '../../../simulator/protocol/revision.ts';
import type { Dialect, OAuthSettings, Target, Timeouts } from './target.ts';

/** The members of a target file, as its schema leaves them: nothing resolved, nothing defaulted. */
export interface TargetEntries {
  readonly name: string;
  readonly vendor: string;
  readonly version: string | number;
  readonly revision: Target['revision'];
  readonly dialect?: Dialect;
  readonly features?: Readonly<Partial<Record<string, boolean>>>;
  readonly endpoints: Readonly<Record<string, string | EndpointEntry>>;
  readonly endpoint?: string;
  readonly identity?: IdentityEntry;
  readonly control: ControlEntry;
  readonly timeouts?: TimeoutsEntry;
}

export interface EndpointEntry {
  readonly url: string;
  readonly shared?: readonly string[];
  readonly identity?: IdentityEntry;
  readonly control?: ControlEntry;
  readonly timeouts?: TimeoutsEntry;
}

export interface IdentityEntry {
  readonly trustDomain?: string;
  readonly wfmId?: string;
  readonly issuer?: { readonly certificate: string; readonly key: string };
  readonly identities?: string;
  readonly anchors?: string;
  readonly discovery?: string;
  readonly oauth?: OAuthSettings;
  readonly repository?: RepositoryAccess;
}

export interface ControlEntry {
  readonly http?: string;
  readonly exec?: readonly string[];
  readonly manual?: true;
}

export type TimeoutsEntry = Readonly<Partial<Record<keyof Timeouts, string | number>>>;
