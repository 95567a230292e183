import { type Authority, createRoot } from '../../pki/authority.ts';
import { clientSpiffeId, wfmId } from '../../pki/spiffe-id.ts';
import { type Credential, issueSvid } from '../../pki/svid.ts';

export const TRUST_DOMAIN = 'factory.example';
const WFM_ID = 'wfm-1';
const YEAR_MS = 365 * 24 * 3_600_000;

/** A trust domain with one WFM and one client, valid for as long as a virtual clock may run in a test. */
export interface TestPki {
  readonly root: Authority;
  readonly wfm: Credential;
  readonly client: Credential;
  /** Another SVID of the domain with a loopback name, valid like the others. */
  issue(spiffeId: string): Promise<Credential>;
}

export async function testPki(): Promise<TestPki> {
  const root = await createRoot({ name: 'device tests', trustDomain: TRUST_DOMAIN });
  const issue = (spiffeId: string): Promise<Credential> =>
    issueSvid(root, {
      spiffeId,
      dnsNames: ['localhost'],
      ipAddresses: ['127.0.0.1'],
      notAfter: new Date(Date.now() + YEAR_MS),
    });
  const [wfm, client] = await Promise.all([
    issue(wfmId(TRUST_DOMAIN, WFM_ID)),
    issue(clientSpiffeId(TRUST_DOMAIN, WFM_ID, 'client-1')),
  ]);
  return { root, wfm, client, issue };
}
