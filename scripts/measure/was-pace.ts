import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type ConnectedClient, connected, makeClients, nameOf } from './was-load/clients.ts';
import { deployment, status } from './was-load/documents.ts';
import { LoadOperator } from './was-load/operator.ts';
import { AT_ONCE, expectStatus } from './was-load/phase.ts';
import { startReference } from './was-load/reference-process.ts';
import { sideBySide } from './was-load/side-by-side.ts';

/** How a reference WAS serves a fleet that polls on kept connections of mutual TLS while its operator changes it. */
export interface WasPace {
  readonly polls: number;
  readonly changes: number;
  /** From when a poll was meant to until it was answered, milliseconds. */
  readonly responseMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Processor time of the WAS, as a share of a core. */
  readonly cores: number;
  readonly residentBytes: number;
}

export interface WasPaceOptions {
  readonly clients: number;
  readonly seconds: number;
  /** Of each client, seconds. */
  readonly pollEvery: number;
  /** Share of the clients that are changed each minute. */
  readonly changedPerMinute: number;
}

const MANIFESTS = '/api/v1/deployments';

async function poll(client: ConnectedClient): Promise<void> {
  const { connection } = client;
  const condition = client.etag === '' ? '' : `If-None-Match: ${client.etag}\r\n`;
  const answer = expectStatus(await connection.send('GET', MANIFESTS, condition), 200, 304);
  client.etag = answer.etag;
}

async function takeUp({ connection, deploymentId }: ConnectedClient): Promise<void> {
  const path = `${MANIFESTS}/${deploymentId}/status`;
  expectStatus(await connection.send('POST', path, '', status(deploymentId)), 200, 201);
}

async function change(client: ConnectedClient, operator: LoadOperator): Promise<void> {
  const body = { key: randomUUID(), client: nameOf(client), deviceId: client.id, deployment: deployment(client.id) };
  const answer: unknown = JSON.parse(await operator.call('assign', body));
  const id = typeof answer === 'object' && answer !== null && 'deploymentId' in answer ? answer.deploymentId : '';
  client.deploymentId = String(id);
}

/** Does the work again and again, each time when it is due, whether or not the times before are over. */
async function atRate(
  perSecond: number,
  seconds: number,
  work: (turn: number, dueMs: number) => Promise<void>,
): Promise<void> {
  const start = performance.now();
  const underWay = new Set<Promise<void>>();
  for (let turn = 0; turn < perSecond * seconds; turn++) {
    const dueMs = start + (turn * 1000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await delay(waitMs);
    const working = work(turn, dueMs).finally(() => underWay.delete(working));
    underWay.add(working);
  }
  await Promise.all(underWay);
}

/** An open model: what is late because the WAS was slow before counts as slow, too. */
export async function measureWasPace(options: WasPaceOptions): Promise<WasPace> {
  const { seconds, pollEvery, changedPerMinute } = options;
  await using was = await startReference({}, []);
  using operator = new LoadOperator(was.controlUrl);
  const made = await makeClients(was, options.clients);
  await sideBySide(made, AT_ONCE, async (client) => void (await operator.call('admit', { client: nameOf(client) })));
  const clients = await connected(was, made, poll);
  // What is loaded and compiled at the first use of it is no matter of pace.
  await sideBySide(clients.slice(0, AT_ONCE), 1, async (client) => {
    await change(client, operator);
    await poll(client);
    await takeUp(client);
  });
  const responses: number[] = [];
  const turns = new Map<ConnectedClient, Promise<void>>();
  /** A client does one thing after the other. */
  const inTurn = (
    client: ConnectedClient | undefined,
    work: (client: ConnectedClient) => Promise<void>,
  ): Promise<void> => {
    if (!client) return Promise.resolve();
    const next = (turns.get(client) ?? Promise.resolve()).then(() => work(client));
    turns.set(client, next);
    return next;
  };
  let changes = 0;
  const cpu = was.cpuSeconds();
  await Promise.all([
    atRate(clients.length / pollEvery, seconds, (turn, dueMs) =>
      inTurn(clients[turn % clients.length], async (client) => {
        await poll(client);
        responses.push(performance.now() - dueMs);
      }),
    ),
    atRate((clients.length * changedPerMinute) / 60, seconds, async (turn) => {
      const client = clients[Math.floor(((turn * 0.618) % 1) * clients.length)];
      if (!client) return;
      await change(client, operator);
      changes += 1;
      await inTurn(client, takeUp);
    }),
  ]);
  const cores = (was.cpuSeconds() - cpu) / seconds;
  responses.sort((left, right) => left - right);
  const at = (share: number): number => responses[Math.floor((responses.length - 1) * share)] ?? 0;
  const responseMs = { p50: at(0.5), p99: at(0.99), max: at(1) };
  return { polls: responses.length, changes, responseMs, cores, residentBytes: was.residentBytes() };
}
