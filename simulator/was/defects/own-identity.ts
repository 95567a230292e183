import { createRoot } from '../../pki/authority.ts';
import type { SvidSpec } from '../../pki/leaf-template.ts';
import { type Credential, issueSvid } from '../../pki/svid.ts';
import type { Realm } from '../identity/peer.ts';
import type { PkiMaterial } from '../pki-material.ts';
import { type Defect, defect, type Fault, replacing } from './defect.ts';

const owning = (make: (pki: PkiMaterial, realm: Realm, correct: SvidSpec) => Promise<Credential>): Fault =>
  replacing(() => ({
    ownIdentity: (pki, realm) =>
      make(pki, realm, {
        spiffeId: `spiffe://${realm.trustDomain}/margo/wfm/${realm.wfmId}`,
        dnsNames: ['localhost'],
        ipAddresses: ['127.0.0.1'],
      }),
  }));

const HOUR_MS = 3_600_000;

export const OWN_IDENTITY_DEFECTS: readonly Defect[] = [
  defect(
    'own-svid-of-other-wfm',
    ['WIP-005', 'WIP-001'],
    'the WAS presents the SVID of another wfm-id',
    owning(({ issuer }, { trustDomain }, correct) =>
      issueSvid(issuer, { ...correct, spiffeId: `spiffe://${trustDomain}/margo/wfm/another` }),
    ),
  ),
  defect(
    'own-svid-of-other-trust-domain',
    ['WIP-005', 'IDN-003'],
    'the WAS presents an SVID of another trust domain',
    owning(({ issuer }, { wfmId }, correct) =>
      issueSvid(issuer, { ...correct, spiffeId: `spiffe://elsewhere.example/margo/wfm/${wfmId}` }),
    ),
  ),
  defect(
    'own-svid-expired',
    ['WIP-005', 'TLS-004'],
    'the WAS presents an expired SVID',
    owning(({ issuer }, _realm, correct) =>
      issueSvid(issuer, {
        ...correct,
        notBefore: new Date(Date.now() - 2 * HOUR_MS),
        notAfter: new Date(Date.now() - HOUR_MS),
      }),
    ),
  ),
  defect(
    'own-svid-without-uri',
    ['WIP-005', 'IDN-012'],
    'the WAS presents a server certificate without a SPIFFE ID',
    owning(({ issuer }, _realm, { spiffeId: _, ...others }) => issueSvid(issuer, others)),
  ),
  defect(
    'own-svid-with-two-uris',
    ['WIP-005', 'IDN-012'],
    'the SVID of the WAS has two URIs',
    owning(({ issuer }, _realm, { spiffeId = '', ...others }) =>
      issueSvid(issuer, { ...others, uriSans: [spiffeId, 'https://was.example'] }),
    ),
  ),
  defect(
    'own-svid-of-foreign-ca',
    ['WIP-005', 'IDN-011'],
    'the SVID of the WAS comes from a CA outside the trust bundle',
    owning(async (_pki, _realm, correct) => issueSvid(await createRoot({ name: 'foreign' }), correct)),
  ),
  defect(
    'own-intermediate-not-sent',
    ['IDN-004'],
    'the WAS sends its leaf without the intermediate',
    replacing((behaviour) => ({
      ownIdentity: async (pki, realm) => {
        const own = await behaviour.ownIdentity(pki, realm);
        return { ...own, chainPem: own.certificatePem };
      },
    })),
  ),
];
