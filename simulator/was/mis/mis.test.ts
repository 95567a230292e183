import { X509Certificate } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { parseTrustBundle } from '../../pki/bundle.ts';
import type { RunningWas } from '../options.ts';
import { json, send } from '../testing/client.ts';
import { running } from '../testing/running.ts';

let was: RunningWas;
beforeAll(async () => {
  was = await running();
});

it('publishes where the anchors of the trust domain are, to anybody', async () => {
  const discovery = json(await send(was, was.discoveryUrl, 'GET'));
  expect(discovery).toEqual({ trustDomain: was.trustDomain, trustBundleUri: expect.stringMatching(/^https:/) });
  const bundle = parseTrustBundle(json(await send(was, String(discovery['trustBundleUri']), 'GET')));
  const fingerprints = bundle.anchorsPem.map((pem) => new X509Certificate(pem).fingerprint256);
  expect(fingerprints).toEqual(was.anchorsPem.map((pem) => new X509Certificate(pem).fingerprint256));
});

it('revalidates', async () => {
  const { headers } = await send(was, was.discoveryUrl, 'GET');
  const response = await send(was, was.discoveryUrl, 'GET', { headers: { 'If-None-Match': headers.etag ?? '' } });
  expect([response.status, response.headers.etag, response.body.length]).toEqual([304, headers.etag, 0]);
});

it.each([
  ['/.well-known/other', 404, /#discovery-document-not-found$/],
  ['/trust-bundle/old', 404, /#spiffe-bundle-not-found$/],
  ['/', 404, /^about:blank$/],
])('answers %s with %i', async (path, status, type) => {
  const response = await send(was, was.misUrl + path, 'GET');
  expect([response.status, response.headers['content-type']]).toEqual([status, 'application/problem+json']);
  expect(json(response)['type']).toMatch(type);
});

it('changes nothing', async () => {
  const response = await send(was, was.discoveryUrl, 'DELETE');
  expect([response.status, response.headers.allow]).toEqual([405, 'GET, HEAD']);
});
