import { createPrivateKey } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { contentDigest } from '../../../simulator/http-signatures/content-digest.ts';
import { createSigner, type Signer } from '../../../simulator/http-signatures/sign.ts';
import { issueSvid } from '../../../simulator/pki/svid.ts';
import type { HeaderList } from '../../../simulator/protocol/exchange.ts';
import { KeptConnection } from './kept-connection.ts';
import type { LoadOperator } from './operator.ts';
import { AT_ONCE, expectStatus, type Phase } from './phase.ts';
import type { ReferenceProcess } from './reference-process.ts';
import { sideBySide } from './side-by-side.ts';

interface Client {
  readonly certificatePem: string;
  readonly sign: Signer;
  clientId: string;
  etag: string;
}

const ONBOARDING = '/api/v1/onboarding';

async function makeClients(was: ReferenceProcess, count: number): Promise<readonly Client[]> {
  const clients: Client[] = [];
  await sideBySide(
    Array.from({ length: count }, (_, index) => `load-${index}`),
    4,
    async (subject) => {
      const { certificatePem, keyPem } = await issueSvid(was.issuer, { subject });
      const sign = createSigner({
        key: createPrivateKey(keyPem),
        algorithm: 'ecdsa-p256-sha256',
        components: ['@method', '@target-uri', 'content-digest'],
      });
      clients.push({ certificatePem, sign, clientId: '', etag: '' });
    },
  );
  return clients;
}

/** The fields of a signed request; one without a body covers the digest of nothing. */
function signedFields(url: string, { sign, clientId }: Client, method: string, path: string, body = ''): string {
  const headers: HeaderList = [['Content-Digest', contentDigest(Buffer.from(body))]];
  const parameters = { created: Math.floor(Date.now() / 1000), keyid: clientId === '' ? 'new' : clientId };
  const fields = [...headers, ...sign({ method, targetUri: url + path, headers }, parameters)];
  return fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
}

/** Onboarding and signed polls of clients of 1.0.0-rc.2, over a few connections that they share. */
export async function loadRc2(
  was: ReferenceProcess,
  operator: LoadOperator,
  phase: Phase,
  { clients: count, polls }: { readonly clients: number; readonly polls: number },
): Promise<void> {
  const url = was.urls['1.0.0-rc.2'] ?? '';
  const clients = await makeClients(was, count);
  const context = createSecureContext({ ca: was.anchorPem });
  const connections = await Promise.all(Array.from({ length: AT_ONCE }, () => KeptConnection.open(url, context)));
  const lanes = connections.map((connection, lane) => ({
    connection,
    own: clients.filter((_, index) => index % AT_ONCE === lane),
  }));
  const each = (work: (client: Client, connection: KeptConnection) => Promise<void>): Promise<void> =>
    sideBySide(lanes, AT_ONCE, async ({ connection, own }) => {
      for (const client of own) await work(client, connection);
    });
  await phase('admit (rc.2)', count, () =>
    each(
      async ({ certificatePem }) => void (await operator.call('admit', { client: { certificate: certificatePem } })),
    ),
  );
  await phase('onboarding (rc.2)', count, () =>
    each(async (client, connection) => {
      const body = JSON.stringify({
        apiVersion: 'onboarding.margo.org/v1alpha1',
        kind: 'OnboardingRequest',
        certificate: Buffer.from(client.certificatePem).toString('base64'),
      });
      const fields = signedFields(url, client, 'POST', ONBOARDING, body);
      const answer: unknown = JSON.parse(
        expectStatus(await connection.send('POST', ONBOARDING, fields, body), 201).body,
      );
      client.clientId = String(
        typeof answer === 'object' && answer !== null && 'clientId' in answer && answer.clientId,
      );
    }),
  );
  const poll = (wanted: 200 | 304): Promise<void> =>
    each(async (client, connection) => {
      const path = `/api/v1/clients/${client.clientId}/deployments`;
      const condition = client.etag === '' ? '' : `If-None-Match: ${client.etag}\r\n`;
      const fields = condition + signedFields(url, client, 'GET', path);
      client.etag = expectStatus(await connection.send('GET', path, fields), wanted).etag;
    });
  await phase('first poll (rc.2)', count, () => poll(200));
  await phase('unchanged poll (rc.2)', count * polls, async () => {
    for (let round = 0; round < polls; round++) await poll(304);
  });
  for (const connection of connections) connection.close();
}
