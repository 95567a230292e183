import { request } from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { clientSpiffeId } from '../../pki/spiffe-id.ts';
import { issueSvid } from '../../pki/svid.ts';
import type { RunningWas } from '../options.ts';
import { BAD_IDENTITIES } from '../testing/bad-identities.ts';
import { issuerOf, operate } from '../testing/client.ts';
import { running } from '../testing/running.ts';
import { PROXIED_LEAF } from './proxied-peers.ts';

let was: RunningWas;
let spiffeId: string;
beforeAll(async () => {
  was = await running({ behindProxy: true });
  spiffeId = clientSpiffeId(was.trustDomain, was.wfmId, 'proxied');
  await operate(was, 'admit', { client: { id: 'proxied', spiffeId } });
});

/** The status that a request gets with these values of the header, a line each. */
function get(...values: readonly string[]): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const url = new URL('/api/v1/deployments', was.endpoints['test']);
    const headers = { [PROXIED_LEAF]: [...values] };
    request(url, { agent: false, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });
}

const sound = async (): Promise<string> => (await issueSvid(issuerOf(was), { spiffeId })).certificatePem;

/** What only the chain tells, which is the proxy's to judge. */
const OF_THE_CHAIN: ReadonlySet<string> = new Set([
  'foreign-anchor-accepted',
  'expired-intermediate-accepted',
  'path-length-ignored',
]);

describe('behind a proxy', () => {
  it('the API is plain HTTP on the loopback address', () => {
    expect(was.endpoints['test']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('the peer is the one of the leaf that the proxy passes on', async () => {
    expect(await get(encodeURIComponent(await sound()))).toBe(200);
    await operate(was, 'retire', { client: { id: 'proxied', spiffeId } });
    expect(await get(encodeURIComponent(await sound()))).toBe(403);
    await operate(was, 'admit', { client: { id: 'proxied', spiffeId } });
  });

  it.each(Object.entries(BAD_IDENTITIES).filter(([name]) => !OF_THE_CHAIN.has(name)))(
    'a leaf is refused where otherwise %s',
    async (_name, make) => {
      const { certificatePem } = await make(was, spiffeId);
      expect(await get(encodeURIComponent(certificatePem))).toBe(403);
    },
  );

  it('nobody is served without a leaf that can be read', async () => {
    const leaf = encodeURIComponent(await sound());
    expect(await Promise.all([get(), get(''), get('%zz'), get('leaf'), get(leaf, leaf)])).toEqual(Array(5).fill(403));
  });
});
