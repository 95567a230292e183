import { randomUUID } from 'node:crypto';
import { type ConnectedClient, connected, makeClients, nameOf } from './clients.ts';
import { capabilities, deployment, status } from './documents.ts';
import type { LoadOperator } from './operator.ts';
import { AT_ONCE, expectStatus, type Phase } from './phase.ts';
import type { ReferenceProcess } from './reference-process.ts';
import { sideBySide } from './side-by-side.ts';

const MANIFESTS = '/api/v1/deployments';

async function poll(client: ConnectedClient, wanted: 200 | 304): Promise<void> {
  const condition = client.etag === '' ? '' : `If-None-Match: ${client.etag}\r\n`;
  client.etag = expectStatus(await client.connection.send('GET', MANIFESTS, condition), wanted).etag;
}

const pollAll = (clients: readonly ConnectedClient[], wanted: 200 | 304): Promise<void> =>
  sideBySide(clients, AT_ONCE, (client) => poll(client, wanted));

/** The life of clients of 1.0.0-rc.3, a phase a kind of request; their connections stay open. */
export async function loadRc3(
  was: ReferenceProcess,
  operator: LoadOperator,
  phase: Phase,
  { clients: count, polls }: { readonly clients: number; readonly polls: number },
): Promise<{ readonly bytesPerConnection: number }> {
  const made = await makeClients(was, count);
  await phase('admit', count, () =>
    sideBySide(made, AT_ONCE, async (client) => void (await operator.call('admit', { client: nameOf(client) }))),
  );
  const before = was.residentBytes();
  let clients: readonly ConnectedClient[] = [];
  await phase('handshake and first poll', count, async () => {
    clients = await connected(was, made, (client) => poll(client, 200));
  });
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
  return { bytesPerConnection };
}
