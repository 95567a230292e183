import { createHash, timingSafeEqual } from 'node:crypto';
import type { Account } from './authorization.ts';

/** What a request says about who sends it. */
export type Credentials =
  | { readonly scheme: 'none' }
  | { readonly scheme: 'basic'; readonly name: string; readonly password: string }
  | { readonly scheme: 'bearer'; readonly token: string }
  | { readonly scheme: 'other' };

/** Reads an Authorization header (RFC 9110 section 11.6.2); names of schemes have no case. */
export function credentialsOf(header: string | undefined): Credentials {
  if (header === undefined) return { scheme: 'none' };
  const [, scheme = '', value = ''] = /^(\S+) +(\S+) *$/.exec(header) ?? [];
  if (scheme.toLowerCase() === 'bearer') return { scheme: 'bearer', token: value };
  if (scheme.toLowerCase() !== 'basic') return { scheme: 'other' };
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0
    ? { scheme: 'other' }
    : { scheme: 'basic', name: text.slice(0, colon), password: text.slice(colon + 1) };
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The account that a name and a password belong to. */
export function accountFor(accounts: readonly Account[], name: string, password: string): Account | undefined {
  const account = accounts.find((candidate) => candidate.name === name);
  return account && timingSafeEqual(hash(account.password), hash(password)) ? account : undefined;
}
