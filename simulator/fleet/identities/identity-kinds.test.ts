import { beforeAll, describe, expect, it } from 'vitest';
import { certificateFacts } from '../../pki/certificate-facts.ts';
import { certificateBlocks, pemToDer } from '../../pki/pem.ts';
import { clientSpiffeId } from '../../pki/spiffe-id.ts';
import { validateSvid } from '../../pki/validate-svid.ts';
import type { RunningWas } from '../../was/options.ts';
import { issuerOf, json, operate, type Response, send } from '../../was/testing/client.ts';
import { running } from '../../was/testing/running.ts';
import type { IdentityKindName } from './identity-kind-name.ts';
import type { IdentitySource } from './identity-source.ts';
import { openIdentities } from './open-identities.ts';
import { prepareIdentities } from './prepare-identities.ts';

let was: RunningWas;
let identities: IdentitySource;
beforeAll(async () => {
  was = await running();
  const realm = { trustDomain: was.trustDomain, wfmId: was.wfmId };
  const pack = await prepareIdentities({
    issuer: issuerOf(was),
    realm,
    name: 'kinds',
    nonce: 'n',
    devices: 2,
    until: Date.now(),
    keyCache: null,
  });
  identities = await openIdentities(pack.buffer, issuerOf(was));
  const id = identities.clientId(1);
  await operate(was, 'admit', { client: { id, spiffeId: clientSpiffeId(realm.trustDomain, realm.wfmId, id) } });
});

function poll(kind?: IdentityKindName): Promise<Response> {
  const { chainPem, keyPem } = identities.credential(1, kind);
  const credential = { certificatePem: chainPem, chainPem, keyPem, spiffeId: '' };
  return send(was, new URL('/api/v1/deployments', was.endpoints['test']).href, 'GET', { credential });
}

function validity(kind?: IdentityKindName): ReturnType<typeof validateSvid> {
  const chain = certificateBlocks(identities.credential(1, kind).chainPem).map(pemToDer);
  return validateSvid(chain, { anchors: was.anchorsPem, trustDomain: was.trustDomain, now: new Date() });
}

describe('a WFM', () => {
  it.each([undefined, 'rotated'] as const)('serves a device as itself (%s)', async (kind) => {
    expect(validity(kind)).toMatchObject({ spiffeId: expect.stringMatching(/\/client\/kinds-n-1$/) });
    expect((await poll(kind)).status).toBe(200);
  });

  it.each([
    ['expired', 'SVID_EXPIRED'],
    ['not-yet-valid', 'SVID_NOT_YET_VALID'],
    ['unknown-authority', 'CHAIN_NO_ANCHOR'],
    ['other-trust-domain', 'SVID_TRUST_DOMAIN'],
  ] as const)('lets nobody in whose identity is %s', async (kind, refused) => {
    expect(validity(kind)).toMatchObject({ refused });
    await expect(poll(kind)).rejects.toThrow();
  });

  it('knows a device of another fleet, and serves it nothing', async () => {
    expect(validity('other-device')).toMatchObject({ spiffeId: expect.stringMatching(/\/client\/kinds-n-1-other$/) });
    const refused = await poll('other-device');
    expect([refused.status, json(refused)['type']]).toEqual([403, expect.stringMatching(/#not-authorized$/)]);
  });
});

describe('an identity of another kind', () => {
  it.each(['rotated', 'expired', 'other-device'] as const)('has a key of its own, each time the same (%s)', (kind) => {
    const { keyPem } = identities.credential(1, kind);
    expect(identities.credential(1, kind).keyPem).toBe(keyPem);
    expect(keyPem).not.toBe(identities.credential(1).keyPem);
    expect(keyPem).not.toBe(identities.credential(0, kind).keyPem);
  });

  it('names who issued it', () => {
    const issuers = (['unknown-authority', 'rotated'] as const).map(
      (kind) => certificateFacts(identities.credential(1, kind).chainPem).issuer,
    );
    expect(issuers).toEqual(['CN=An authority that nobody knows', certificateFacts(was.issuer.certificatePem).subject]);
  });
});
