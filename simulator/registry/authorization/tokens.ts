import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Access } from './authorization.ts';

/** What a token says. */
export interface TokenClaims {
  /** Empty for a token that was given to nobody in particular. */
  readonly account: string;
  readonly access: readonly Access[];
  /** Milliseconds since the epoch; valid before it. */
  readonly expires: number;
}

export type TokenVerdict =
  | { readonly kind: 'valid'; readonly claims: TokenClaims }
  | { readonly kind: 'expired' }
  | { readonly kind: 'forged' };

/** Makes tokens and recognises them again, without remembering any. */
export interface TokenMint {
  issue(claims: TokenClaims): string;
  verify(token: string, now: number): TokenVerdict;
}

/** A mint with a key of its own: a token of another registry is forged here. */
export function createTokenMint(): TokenMint {
  const key = randomBytes(32);
  const seal = (payload: string): Buffer => createHmac('sha256', key).update(payload).digest();
  return {
    issue: (claims) => {
      const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
      return `${payload}.${seal(payload).toString('base64url')}`;
    },
    verify: (token, now) => {
      const [payload = '', signature = ''] = token.split('.', 2);
      const given = Buffer.from(signature, 'base64url');
      const right = seal(payload);
      if (given.length !== right.length || !timingSafeEqual(given, right)) return { kind: 'forged' };
      const claims: TokenClaims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
      return now < claims.expires ? { kind: 'valid', claims } : { kind: 'expired' };
    },
  };
}
