import { describe, expect, it } from 'vitest';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { isBearerToken, isNoToken, isTokenError, scopesOf, staysOutOfCaches } from './token-answer.ts';

const answer = (
  body: unknown,
  status = 200,
  headers: WireResponse['headers'] = [['Cache-Control', 'private, No-Store']],
): WireResponse => ({
  status,
  statusText: '',
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

const TOKEN = { access_token: 'a.b-c_d~e+f/g==', token_type: 'bEARER', expires_in: 60 };

describe('an answer with a token', () => {
  it('has it with its type, in any case, whatever else it has', () => {
    expect(isBearerToken(answer({ ...TOKEN, scope: 'a', more: [1] })).ok).toBe(true);
    expect(isNoToken(answer(TOKEN)).ok).toBe(false);
  });

  it.each([
    ['another status', answer(TOKEN, 201)],
    ['no JSON', answer('access_token=a')],
    ['a list', answer([TOKEN])],
    ['no token', answer({ ...TOKEN, access_token: '' })],
    ['a token that no field can have', answer({ ...TOKEN, access_token: 'a b' })],
    ['a token that is no text', answer({ ...TOKEN, access_token: 1 })],
    ['another type', answer({ ...TOKEN, token_type: 'mac' })],
    ['no type', answer({ access_token: 'a' })],
  ])('does not count with %s', (_what, wrong) => {
    expect(isBearerToken(wrong).ok).toBe(false);
  });

  it('says its scopes, each once', () => {
    expect(scopesOf(answer({ ...TOKEN, scope: 'b  a b' }))).toEqual(['b', 'a']);
    expect(scopesOf(answer(TOKEN))).toEqual([]);
  });

  it.each([
    ['private, No-Store', true],
    ['no-store', true],
    ['public, max-age=300', false],
    ['no-stores', false],
  ])('with Cache-Control: %s', (value, kept) => {
    expect(staysOutOfCaches(answer(TOKEN, 200, [['cache-control', value]])).ok).toBe(kept);
    expect(staysOutOfCaches(answer(TOKEN, 200, [])).ok).toBe(false);
  });
});

describe('a refusal of a token', () => {
  it('has an error code, and no token', () => {
    const refusal = answer({ error: 'invalid_client' }, 401);
    expect([isTokenError(refusal).ok, isNoToken(refusal).ok]).toEqual([true, true]);
    expect(isNoToken(answer('<html>', 500)).ok).toBe(true);
    for (const odd of [answer({ error: 'x' }, 403), answer({ message: 'no' }, 400), answer('no', 401)])
      expect(isTokenError(odd).ok).toBe(false);
  });
});
