import { randomUUID } from 'node:crypto';
import { createIntermediate, createRoot } from '../../pki/authority.ts';
import type { SvidSpec } from '../../pki/leaf-template.ts';
import { clientSpiffeId, wfmId } from '../../pki/spiffe-id.ts';
import { type Credential, issueSvid } from '../../pki/svid.ts';
import type { RunningWas } from '../options.ts';
import { issuerOf } from './client.ts';

type Make = (was: RunningWas, spiffeId: string) => Promise<Credential>;

const HOUR = 3_600_000;
const from = (hours: number): Date => new Date(Date.now() + hours * HOUR);

const leaf =
  (change: (was: RunningWas, spiffeId: string) => SvidSpec): Make =>
  (was, spiffeId) =>
    issueSvid(issuerOf(was), { spiffeId, ...change(was, spiffeId) });

const named = (name: (was: RunningWas, spiffeId: string) => string): Make =>
  leaf((was, spiffeId) => ({ uriSans: [name(was, spiffeId)] }));

/** Identities that a WAS has to refuse, by the defect that lets each of them in. */
export const BAD_IDENTITIES: Readonly<Record<string, Make>> = {
  'expired-svid-accepted': leaf(() => ({ notBefore: from(-2), notAfter: from(-1) })),
  'future-svid-accepted': leaf(() => ({ notBefore: from(1), notAfter: from(2) })),
  'other-trust-domain-accepted': named((_was, id) => id.replace('factory.example', 'elsewhere.example')),
  'trust-domain-compared-by-suffix': named((_was, id) => id.replace('factory.example', 'sub.factory.example')),
  'other-wfm-id-accepted': named(({ trustDomain }) => clientSpiffeId(trustDomain, 'other', 'c')),
  'identity-compared-by-prefix': named(({ trustDomain, wfmId: id }) => clientSpiffeId(trustDomain, `${id}0`, 'c')),
  'identity-compared-without-case': named((_was, id) => id.replace('wfm-1', 'WFM-1')),
  'identity-with-extra-segments-accepted': named((_was, id) => `${id}/more`),
  'identity-percent-decoded': named((_was, id) => id.replace('wfm-1', 'wfm%2D1')),
  'wfm-identity-accepted': named(({ trustDomain, wfmId: id }) => wfmId(trustDomain, id)),
  'any-margo-identity-accepted': named(({ trustDomain }) => `spiffe://${trustDomain}/margo/device/c`),
  'non-margo-identity-accepted': named(({ trustDomain }) => `spiffe://${trustDomain}/workload`),
  'non-spiffe-uri-accepted': named(() => 'https://factory.example/margo/wfm/wfm-1/client/c'),
  'svid-without-path-accepted': named(({ trustDomain }) => `spiffe://${trustDomain}`),
  'svid-without-uri-accepted': leaf(() => ({ uriSans: [], subject: 'c' })),
  'svid-with-two-uris-accepted': leaf((_was, id) => ({ uriSans: [id, `${id}2`] })),
  'ca-leaf-accepted': leaf(() => ({ ca: true })),
  'signing-leaf-accepted': leaf(() => ({ keyUsages: ['digitalSignature', 'keyCertSign'] })),
  'weak-key-accepted': leaf(() => ({ algorithm: 'RSA-2048' })),
  'critical-extension-ignored': leaf(() => ({
    extensions: [{ oid: '1.3.6.1.4.1.99999.1', critical: true, value: Buffer.from([5, 0]) }],
  })),
  'foreign-anchor-accepted': async (_was, spiffeId) => issueSvid(await createRoot({ name: 'foreign' }), { spiffeId }),
  'expired-intermediate-accepted': async (was, spiffeId) => {
    const validity = { notBefore: from(-2), notAfter: from(-1) };
    return issueSvid(await createIntermediate(issuerOf(was), { name: randomUUID(), ...validity }), { spiffeId });
  },
  'path-length-ignored': async (was, spiffeId) => {
    const last = await createIntermediate(issuerOf(was), { name: 'last', pathLength: 0 });
    return issueSvid(await createIntermediate(last, { name: 'one too many' }), { spiffeId });
  },
};
