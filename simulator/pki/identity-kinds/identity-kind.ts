import type { Authority } from '../authority.ts';
import { canIssueIntermediate } from '../authority.ts';
import type { SvidSpec } from '../leaf-template.ts';
import { clientSpiffeId } from '../spiffe-id.ts';
import { type Credential, issueSvid } from '../svid.ts';

/** Who the identity would be if it were sound, and who signs it. */
export interface IdentityContext {
  readonly issuer: Authority;
  readonly trustDomain: string;
  readonly wfmId: string;
  readonly clientId: string;
  readonly clock: () => Date;
}

/** What a WFM owes a client with the identity, the client it resembles being accepted. */
export type Expectation = 'accept' | 'refuse' | 'either';

/** One kind of client identity, sound or not. */
export interface IdentityKind {
  readonly kind: string;
  readonly expectation: Expectation;
  /** Ids of the catalogue. */
  readonly requirements: readonly string[];
  /** What is special about the certificate, in a sentence. */
  readonly describe: string;
  /** It cannot be made where the issuer's path length is 0, see `isPossible`. */
  readonly needsIntermediate: boolean;
  /** A TLS library at its usual security level refuses to present it; a client needs `DEFAULT@SECLEVEL=0`. */
  readonly needsLowSecurityLevel: boolean;
  readonly make: (context: IdentityContext) => Promise<Credential>;
}

type Judgement = Pick<IdentityKind, 'kind' | 'expectation' | 'requirements' | 'describe'>;
type Needs = Partial<Pick<IdentityKind, 'needsIntermediate' | 'needsLowSecurityLevel'>>;

const MINUTE = 60_000;
/** Milliseconds. */
export const HOUR: number = 60 * MINUTE;
/** Milliseconds. */
export const DAY: number = 24 * HOUR;

/** The identity that a sound client of the context has. */
export function soundId({ trustDomain, wfmId, clientId }: IdentityContext): string {
  return clientSpiffeId(trustDomain, wfmId, clientId);
}

/** A validity around the context's present. */
export function currently({ clock }: IdentityContext): { readonly notBefore: Date; readonly notAfter: Date } {
  const now = clock().getTime();
  return { notBefore: new Date(now - 5 * MINUTE), notAfter: new Date(now + DAY) };
}

/** A sound client's certificate but for what the spec says, from an issuer that need not be the context's. */
export function issueLike(context: IdentityContext, spec: SvidSpec, issuer?: Authority): Promise<Credential> {
  return issueSvid(issuer ?? context.issuer, { spiffeId: soundId(context), ...currently(context), ...spec });
}

/** A kind that is made by hand. */
export function identityKind(judgement: Judgement, make: IdentityKind['make'], needs: Needs = {}): IdentityKind {
  return { needsIntermediate: false, needsLowSecurityLevel: false, ...judgement, ...needs, make };
}

/** A kind that differs from a sound client only in its leaf. */
export function leafKind(
  judgement: Judgement,
  spec: (context: IdentityContext) => SvidSpec,
  needs?: Needs,
): IdentityKind {
  return identityKind(judgement, (context) => issueLike(context, spec(context)), needs);
}

/** Whether the context's issuer can make the kind. */
export function isPossible(kind: IdentityKind, { issuer }: Pick<IdentityContext, 'issuer'>): boolean {
  return !kind.needsIntermediate || canIssueIntermediate(issuer);
}
