import { isIP } from 'node:net';
import { createRoot } from '../pki/authority.ts';
import { issueSvid } from '../pki/svid.ts';

/** What a listener shows, and the CA behind it. */
export interface RegistryCertificates {
  readonly caPem: string;
  readonly certificateChain: string;
  readonly key: string;
}

/** Makes a CA for one registry and a server certificate for the names under which it is reached. */
export async function createCertificates(names: readonly string[]): Promise<RegistryCertificates> {
  const authority = await createRoot({ name: 'waspect registry CA' });
  const credential = await issueSvid(authority, {
    subject: 'waspect registry',
    ekus: ['serverAuth'],
    dnsNames: names.filter((name) => isIP(name) === 0),
    ipAddresses: names.filter((name) => isIP(name) !== 0),
  });
  return { caPem: authority.certificatePem, certificateChain: credential.chainPem, key: credential.keyPem };
}
