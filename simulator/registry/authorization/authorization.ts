/** What one may do in a repository. */
export type Action = 'pull' | 'push' | 'delete';

/** A right to do something in some repositories. */
export interface Grant {
  /** The name of a repository, or a prefix that ends with an asterisk: `charts/*`, `*`. */
  readonly repository: string;
  readonly actions: readonly Action[];
}

/** Somebody whom the registry knows. */
export interface Account {
  readonly name: string;
  readonly password: string;
  /** Default: everything everywhere. */
  readonly grants?: readonly Grant[];
}

/** How a registry knows who may do what. */
export type Authorization =
  | { readonly mode: 'anonymous' }
  /** RFC 7617: name and password in each request. */
  | { readonly mode: 'basic'; readonly accounts: readonly Account[] }
  /** Tokens of the registry's own token endpoint, each with the scope it was asked for and the account may have. */
  | {
      readonly mode: 'bearer';
      readonly accounts: readonly Account[];
      /** What a token may be had for without an account; default: nothing. */
      readonly anonymous?: readonly Grant[];
      /** How long a token lasts; default 300, of the specification of docker's tokens the least is 60. */
      readonly lifeSeconds?: number;
    };

/** A right that a request or a token is about: one repository. */
export interface Access {
  readonly repository: string;
  readonly actions: readonly Action[];
}

const EVERYTHING: readonly Grant[] = [{ repository: '*', actions: ['pull', 'push', 'delete'] }];

const covers = (pattern: string, repository: string): boolean =>
  pattern.endsWith('*') ? repository.startsWith(pattern.slice(0, -1)) : pattern === repository;

/** Of what is wanted, what the grants give. */
export function allowed(grants: readonly Grant[], wanted: Access): readonly Action[] {
  return wanted.actions.filter((action) =>
    grants.some(({ repository, actions }) => covers(repository, wanted.repository) && actions.includes(action)),
  );
}

export const grantsOf = (account: Account): readonly Grant[] => account.grants ?? EVERYTHING;
