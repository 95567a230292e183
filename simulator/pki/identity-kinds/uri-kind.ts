import { type Expectation, type IdentityContext, type IdentityKind, leafKind } from './identity-kind.ts';

/** A kind that is all in its one URI. */
export interface UriKind {
  readonly kind: string;
  readonly describe: string;
  readonly uri: (context: IdentityContext) => string;
  /** Default: refuse. */
  readonly expectation?: Expectation;
  /** Default: WIP-010, the exact form of a client of this WFM. */
  readonly requirements?: readonly string[];
}

/** What an id that is no SPIFFE ID at all breaks. */
export const INVALID_ID: readonly string[] = ['IDN-012', 'WIP-003', 'WIP-010'];

/** The WFM's identity, put together without a check, so that it can be wrong. */
export function wfm({ trustDomain, wfmId }: IdentityContext): string {
  return `spiffe://${trustDomain}/margo/wfm/${wfmId}`;
}

/** The client's identity, put together without a check. */
export function client(context: IdentityContext): string {
  return `${wfm(context)}/client/${context.clientId}`;
}

/** The kinds with their URIs put into leaves. */
export function uriKinds(kinds: readonly UriKind[]): readonly IdentityKind[] {
  return kinds.map(({ uri, expectation = 'refuse', requirements = ['WIP-010'], ...rest }) =>
    leafKind({ ...rest, expectation, requirements }, (context) => ({ uriSans: [uri(context)] })),
  );
}
