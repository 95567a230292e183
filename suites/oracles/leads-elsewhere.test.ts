import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { preDraft } from '../../simulator/protocol/pre-draft/revision.ts';
import { leadsIn, type Place, placeOf, staysAt } from './leads-elsewhere.ts';

const HERE: Place = { name: 'test', url: 'https://a.example/' };
const DEVELOPMENT: Place = { name: 'development', url: 'https://b.example/margo/' };
const NESTED: Place = { name: 'nested', url: 'https://a.example/dev' };
const requested = new URL('https://a.example/api/v1/deployments');
const stays = (url: string, endpoint = HERE, apart: readonly Place[] = [DEVELOPMENT, NESTED]) =>
  staysAt({ from: 'Location', url }, { requested, endpoint, apart }).ok;

const answer = (headers: WireResponse['headers'], body = ''): WireResponse => ({
  status: 200,
  statusText: 'OK',
  headers,
  body: Buffer.from(body),
});

describe('a lead', () => {
  it.each([
    '/api/v1/bundles/sha256:0',
    'https://A.example:443/api',
    'https://elsewhere.example/api',
    'https://b.example/other',
    'https://b.example/margo-2/api',
    'https://a.example/developers',
    'bundles/sha256:0',
    'https://[',
  ])('%s stays at its endpoint, or leads to none', (url) => expect(stays(url)).toBe(true));

  it.each([
    'https://b.example/margo/api/v1',
    'https://b.example/margo',
    'https://B.example:443/margo/',
    '//b.example/margo/x',
    '/dev/api/v1/bundles/sha256:0',
    '../../dev',
  ])('%s leads away', (url) => expect(stays(url)).toBe(false));

  it('to what stands below this endpoint and is not another stays, whichever is within which', () => {
    expect(stays('https://a.example/dev/api', NESTED, [HERE])).toBe(true);
    expect(stays('https://a.example/api', NESTED, [HERE])).toBe(false);
  });

  it('to any path of an endpoint is at that endpoint', () => {
    const segment = fc.stringMatching(/^[a-z0-9._~-]{1,8}$/).filter((text) => !/^\.+$/.test(text));
    fc.assert(
      fc.property(fc.constantFrom(HERE, DEVELOPMENT), fc.array(segment, { maxLength: 4 }), (place, path) => {
        const url = new URL(`${place.url}x/${path.join('/')}`);
        expect(placeOf(url, [HERE, DEVELOPMENT, NESTED])).toBe(place);
      }),
    );
  });
});

describe('the leads in an answer', () => {
  it('are its redirects, under any case of the names', () => {
    expect(leadsIn(answer([['LOCATION', 'https://b.example/margo']]), null)).toEqual([
      { from: 'Location', url: 'https://b.example/margo' },
    ]);
    expect(leadsIn(answer([['content-location', '/x']]), null)).toEqual([{ from: 'Content-Location', url: '/x' }]);
  });

  it('are the artifacts of a manifest, and of nothing else', () => {
    const manifest = JSON.stringify({
      manifestVersion: 1,
      bundle: { mediaType: 'x', digest: 'sha256:0', url: '/bundle' },
      deployments: [{ deploymentId: 'd', digest: 'sha256:1', url: '/deployment' }],
    });
    const type = 'Application/vnd.margo.manifest.v1+json; charset=utf-8';
    const urls = leadsIn(answer([['Content-Type', type]], manifest), null).map(({ url }) => url);
    expect(urls).toEqual(['/bundle', '/deployment']);
    expect(leadsIn(answer([['content-type', 'application/json']], manifest), null)).toEqual([]);
    expect(leadsIn(answer([['content-type', type]], '{}'), null)).toEqual([]);
  });

  it('are what onboarding hands out', () => {
    const given = {
      clientId: 'c',
      clientSecret: 's',
      tokenUrl: 'https://a.example/token',
      gitUrl: 'https://a.example/git',
      gitToken: 't',
    };
    const { onboarding } = preDraft();
    const urls = (document: object) =>
      leadsIn(answer([['content-type', 'application/json']], JSON.stringify(document)), onboarding).map(
        ({ url }) => url,
      );
    expect(urls(given)).toEqual(['https://a.example/token', 'https://a.example/git']);
    expect(urls({ ...given, tokenUrl: undefined })).toEqual([]);
  });
});
