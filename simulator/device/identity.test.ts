import { beforeAll, describe, expect, it } from 'vitest';
import { pemToDer } from '../pki/pem.ts';
import { identityFromSvid, wfmVerifier } from './identity.ts';
import { type TestPki, testPki } from './testing/pki.test-support.ts';

let pki: TestPki;
beforeAll(async () => {
  pki = await testPki();
});

describe('the identity of a client', () => {
  it('comes from its SVID', () => {
    expect(identityFromSvid(pki.client)).toMatchObject({
      trustDomain: 'factory.example',
      clientId: 'client-1',
      spiffeId: 'spiffe://factory.example/margo/wfm/wfm-1/client/client-1',
      wfm: 'spiffe://factory.example/margo/wfm/wfm-1',
    });
  });

  it.each([
    '/margo/wfm/wfm-1',
    '/margo/wfm/wfm-1/client/a/b',
    '/other/wfm/wfm-1/client/a',
    '/margo/wfm/wfm-1/Client/a',
  ])('is not taken from %s', async (path) => {
    const svid = await pki.issue(`spiffe://factory.example${path}`);
    expect(() => identityFromSvid(svid)).toThrow(/^IDENTITY_INVALID/);
  });
});

describe('the WFM of a client', () => {
  it('is accepted while its certificate is valid on the clock of the device', () => {
    const identity = identityFromSvid(pki.client);
    const at = (now: number): string | undefined =>
      wfmVerifier(identity, [pki.root.certificatePem], () => now)([pemToDer(pki.wfm.chainPem)])?.code;
    expect(at(Date.now())).toBeUndefined();
    expect(at(Date.now() + 3 * 365 * 24 * 3_600_000)).toBe('SVID_EXPIRED');
    expect(at(0)).toBe('SVID_NOT_YET_VALID');
  });
});
