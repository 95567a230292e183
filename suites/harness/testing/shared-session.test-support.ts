import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createRoot } from '../../../simulator/pki/authority.ts';
import { wfmId } from '../../../simulator/pki/spiffe-id.ts';
import { issueSvid } from '../../../simulator/pki/svid.ts';
import { openSession, type Session } from '../session/session.ts';
import { bind } from './listen.test-support.ts';
import { ALL_VERBS, agreeable, settingsFor, TRUST_DOMAIN, WFM_ID } from './set-up.test-support.ts';

/** A session with a WFM that does as told, for all tests of a file; close it after them. */
export async function sharedSession(wfm: RequestListener): Promise<{ session: Session; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'waspect-session-'));
  const issuer = await createRoot({ name: 'issuer', trustDomain: TRUST_DOMAIN });
  const { chainPem: cert, keyPem: key } = await issueSvid(issuer, { spiffeId: wfmId(TRUST_DOMAIN, WFM_ID) });
  const server = await bind(createServer({ cert, key, requestCert: true, rejectUnauthorized: false }, wfm));
  const description = JSON.stringify({ name: 'hook', version: '1', supports: ALL_VERBS });
  const hook = await bind(
    createHttpServer((request, response) =>
      request.method === 'GET' ? response.end(description) : agreeable(request, response),
    ),
  );
  writeFileSync(join(folder, 'issuer.pem'), issuer.certificatePem);
  writeFileSync(join(folder, 'issuer.key'), issuer.keyPem);
  const file = join(folder, 'target.yaml');
  writeFileSync(
    file,
    stringify({
      name: 'Test WFM',
      vendor: 'Test',
      version: '1',
      revision: '1.0.0-rc.3',
      endpoints: { test: `https://127.0.0.1:${server.port}` },
      identity: { trustDomain: TRUST_DOMAIN, wfmId: WFM_ID, issuer: { certificate: 'issuer.pem', key: 'issuer.key' } },
      control: { http: `http://127.0.0.1:${hook.port}` },
      timeouts: { request: '2s', settle: '300ms', quiet: '10ms' },
    }),
  );
  const session = await openSession(settingsFor(file));
  return {
    session,
    close: async () => {
      await session.close();
      await Promise.all([server.close(), hook.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
