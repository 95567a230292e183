import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientSpiffeId, isSegment, matchClientId, parseSpiffeId, wfmId } from './spiffe-id.ts';

const letters = (alphabet: string) => fc.constantFrom(...alphabet);
const trustDomains = fc.string({
  unit: letters('abcdefghijklmnopqrstuvwxyz0123456789._-'),
  minLength: 1,
  maxLength: 60,
});
const segments = fc
  .string({
    unit: letters('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-'),
    minLength: 1,
    maxLength: 60,
  })
  .filter((text) => text !== '.' && text !== '..');

describe('parseSpiffeId', () => {
  it('splits every well-formed id into its parts', () => {
    fc.assert(
      fc.property(trustDomains, fc.array(segments, { maxLength: 8 }), (trustDomain, parts) => {
        const path = parts.map((part) => `/${part}`).join('');
        expect(parseSpiffeId(`spiffe://${trustDomain}${path}`)).toEqual({ trustDomain, path });
      }),
    );
  });

  it('refuses an id with any character of no SPIFFE ID put anywhere', () => {
    const foreign = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((c) => !/[A-Za-z0-9._/-]/.test(c));
    fc.assert(
      fc.property(trustDomains, segments, foreign, fc.nat(), (trustDomain, segment, character, at) => {
        const rest = `${trustDomain}/${segment}`;
        const place = at % (rest.length + 1);
        const spoilt = rest.slice(0, place) + character + rest.slice(place);
        expect(() => parseSpiffeId(`spiffe://${spoilt}`)).toThrow(/^SPIFFE_ID_INVALID: /);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['another scheme', 'https://td/a'],
    ['a scheme in upper case', 'SPIFFE://td/a'],
    ['no trust domain', 'spiffe:///a'],
    ['a trust domain in upper case', 'spiffe://TD/a'],
    ['a user part', 'spiffe://me@td/a'],
    ['a port', 'spiffe://td:443/a'],
    ['a query', 'spiffe://td/a?b'],
    ['a fragment', 'spiffe://td/a#b'],
    ['percent-encoding', 'spiffe://td/%61'],
    ['a trailing slash', 'spiffe://td/a/'],
    ['only a slash', 'spiffe://td/'],
    ['an empty segment', 'spiffe://td/a//b'],
    ['a dot segment', 'spiffe://td/a/./b'],
    ['a double dot segment', 'spiffe://td/a/../b'],
    ['a line end', 'spiffe://td/a\n'],
    ['a trust domain of 256 characters', `spiffe://${'a'.repeat(256)}/b`],
  ])('refuses %s', (_, text) => {
    expect(() => parseSpiffeId(text)).toThrow(/^SPIFFE_ID_INVALID: /);
  });

  it('accepts 2048 bytes and refuses one more', () => {
    const longest = `spiffe://td/${'a'.repeat(2048 - 'spiffe://td/'.length)}`;
    expect(parseSpiffeId(longest).path).toHaveLength(2048 - 'spiffe://td'.length);
    expect(() => parseSpiffeId(`${longest}a`)).toThrow(/2048 bytes/);
  });
});

describe('the ids of a WFM and its clients', () => {
  it('have the fixed forms', () => {
    expect(wfmId('factory.example', 'wfm-1')).toBe('spiffe://factory.example/margo/wfm/wfm-1');
    expect(clientSpiffeId('factory.example', 'wfm-1', 'c.7')).toBe(
      'spiffe://factory.example/margo/wfm/wfm-1/client/c.7',
    );
  });

  it('are not built from what is no path segment', () => {
    const bad = fc.string().filter((text) => !isSegment(text));
    fc.assert(
      fc.property(bad, (text) => {
        expect(() => clientSpiffeId('td', 'wfm', text)).toThrow(/^SPIFFE_ID_INVALID: /);
        expect(() => wfmId('td', text)).toThrow(/^SPIFFE_ID_INVALID: /);
      }),
    );
  });

  it('match their own client and no other namespace', () => {
    fc.assert(
      fc.property(trustDomains, segments, segments, segments, (trustDomain, wfm, other, clientId) => {
        const id = clientSpiffeId(trustDomain, wfm, clientId);
        expect(matchClientId(id, { trustDomain, wfmId: wfm })).toBe(clientId);
        fc.pre(other !== wfm);
        expect(matchClientId(id, { trustDomain, wfmId: other })).toBeUndefined();
        expect(matchClientId(id, { trustDomain: `${trustDomain}x`, wfmId: wfm })).toBeUndefined();
      }),
    );
  });

  it.each([
    'spiffe://td/margo/wfm/w1',
    'spiffe://td/margo/wfm/w1/client',
    'spiffe://td/margo/wfm/w1/client/',
    'spiffe://td/margo/wfm/w1/client/..',
    'spiffe://td/margo/wfm/w1/client/c/d',
    'spiffe://td/margo/wfm/w1/Client/c',
    'spiffe://td/margo/wfm/W1/client/c',
    'spiffe://td/margo/wfm/w11/client/c',
    'SPIFFE://td/margo/wfm/w1/client/c',
  ])('do not match %s', (id) => {
    expect(matchClientId(id, { trustDomain: 'td', wfmId: 'w1' })).toBeUndefined();
  });
});
