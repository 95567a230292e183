import { randomUUID } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { clientSpiffeId } from '../../../simulator/pki/spiffe-id.ts';
import { type Credential, issueSvid } from '../../../simulator/pki/svid.ts';
import { capabilities, deployment, status } from './documents.ts';
import { KeptConnection } from './kept-connection.ts';
import type { LoadOperator } from './operator.ts';
import { AT_ONCE, expectStatus, type Phase } from './phase.ts';
import type { ReferenceProcess } from './reference-process.ts';
import { sideBySide } from './side-by-side.ts';

interface Client {
  readonly id: string;
  readonly spiffeId: string;
  readonly credential: Credential;
}

interface Connected extends Client {
  readonly connection: KeptConnection;
  etag: string;
  deploymentId: string;
}

const MANIFESTS = '/api/v1/deployments';

async function makeClients(was: ReferenceProcess, count: number): Promise<readonly Client[]> {
  const clients: Client[] = [];
  await sideBySide(
    Array.from({ length: count }, (_, index) => `load-${index}`),
    4,
    async (id) => {
      const spiffeId = clientSpiffeId('factory.example', 'wfm-1', id);
      clients.push({ id, spiffeId, credential: await issueSvid(was.issuer, { spiffeId }) });
    },
  );
  return clients;
}

const nameOf = ({ id, spiffeId }: Client): object => ({ id, spiffeId });

async function connected(was: ReferenceProcess, clients: readonly Client[]): Promise<readonly Connected[]> {
  const open: Connected[] = [];
  await sideBySide(clients, AT_ONCE, async (client) => {
    const { chainPem: cert, keyPem: key } = client.credential;
    const context = createSecureContext({ cert, key, ca: was.anchorPem, minVersion: 'TLSv1.3' });
    const connection = await KeptConnection.open(was.urls['1.0.0-rc.3'] ?? '', context);
    open.push({ ...client, connection, etag: '', deploymentId: '' });
  });
  return open;
}

async function pollAll(clients: readonly Connected[], wanted: 200 | 304): Promise<void> {
  await sideBySide(clients, AT_ONCE, async (client) => {
    const condition = client.etag === '' ? '' : `If-None-Match: ${client.etag}\r\n`;
    client.etag = expectStatus(await client.connection.send('GET', MANIFESTS, condition), wanted).etag;
  });
}

/** The life of clients of 1.0.0-rc.3, a phase a kind of request; gives their connections, which stay open. */
export async function loadRc3(
  was: ReferenceProcess,
  operator: LoadOperator,
  phase: Phase,
  { clients: count, polls }: { readonly clients: number; readonly polls: number },
): Promise<{ readonly connections: readonly KeptConnection[]; readonly bytesPerConnection: number }> {
  const made = await makeClients(was, count);
  await phase('admit', count, () =>
    sideBySide(made, AT_ONCE, async (client) => void (await operator.call('admit', { client: nameOf(client) }))),
  );
  const before = was.residentBytes();
  let clients: readonly Connected[] = [];
  await phase('handshake of mutual TLS', count, async () => {
    clients = await connected(was, made);
  });
  await phase('first poll', count, () => pollAll(clients, 200));
  const bytesPerConnection = Math.round((was.residentBytes() - before) / count);
  await phase('capabilities', count, () =>
    sideBySide(clients, AT_ONCE, async ({ connection, id }) => {
      expectStatus(await connection.send('PUT', `/api/v1/capabilities/${id}`, '', capabilities(id)), 201);
    }),
  );
  await phase('assign', count, () =>
    sideBySide(clients, AT_ONCE, async (client) => {
      const body = {
        key: randomUUID(),
        client: nameOf(client),
        deviceId: client.id,
        deployment: deployment(client.id),
      };
      const answer: unknown = JSON.parse(await operator.call('assign', body));
      const id = typeof answer === 'object' && answer !== null && 'deploymentId' in answer ? answer.deploymentId : '';
      client.deploymentId = String(id);
    }),
  );
  await phase('poll of a change', count, () => pollAll(clients, 200));
  await phase('status', count, () =>
    sideBySide(clients, AT_ONCE, async ({ connection, deploymentId }) => {
      const path = `${MANIFESTS}/${deploymentId}/status`;
      expectStatus(await connection.send('POST', path, '', status(deploymentId)), 201);
    }),
  );
  await phase('unchanged poll', count * polls, async () => {
    for (let round = 0; round < polls; round++) await pollAll(clients, 304);
  });
  return { connections: clients.map(({ connection }) => connection), bytesPerConnection };
}
