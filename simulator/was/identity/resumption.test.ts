import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { expect, it } from 'vitest';
import { createIntermediate } from '../../pki/authority.ts';
import { type Credential, issueSvid } from '../../pki/svid.ts';
import type { RunningWas } from '../options.ts';
import { admitted, issuerOf, operate } from '../testing/client.ts';
import { running } from '../testing/running.ts';

interface Visit {
  readonly resumed: boolean;
  readonly statusLine: string;
  /** The ticket for the next visit. */
  readonly session: Buffer | undefined;
}

/** One request on a connection of its own, with the ticket of a former one if there is one. */
async function visit(was: RunningWas, { chainPem, keyPem }: Credential, session?: Buffer): Promise<Visit> {
  const { hostname, port } = new URL(was.endpoints['test'] ?? '');
  const identity = { cert: chainPem, key: keyPem, ca: [...was.anchorsPem] };
  const resuming = session === undefined ? {} : { session };
  const socket: TLSSocket = connect({ host: hostname, port: Number(port), ...identity, ...resuming });
  let ticket: Buffer | undefined;
  socket.on('session', (given) => {
    ticket = given;
  });
  await once(socket, 'secureConnect');
  const resumed = socket.isSessionReused();
  socket.end('GET /api/v1/deployments HTTP/1.1\r\nHost: was\r\nConnection: close\r\n\r\n');
  let received = '';
  for await (const chunk of socket) received += String(chunk);
  return { resumed, statusLine: received.split('\r\n')[0] ?? '', session: ticket };
}

it('knows the peer of a resumed session, intermediates and all, and forgets it with a restart', async () => {
  const was = await running();
  const { client } = await admitted(was, 'returning');
  const authority = await createIntermediate(issuerOf(was), { name: 'plant' });
  const credential = await issueSvid(authority, { spiffeId: client.spiffeId });
  const first = await visit(was, credential);
  const second = await visit(was, credential, first.session);
  await operate(was, 'restart', {});
  const third = await visit(was, credential, second.session);
  const ok = 'HTTP/1.1 200 OK';
  expect([first.statusLine, second.statusLine, third.statusLine]).toEqual([ok, ok, ok]);
  expect([first.resumed, second.resumed, third.resumed]).toEqual([false, true, false]);
});

it('asks the policy for resumed sessions too', async () => {
  const was = await running();
  const { client, credential } = await admitted(was, 'leaving');
  const { session } = await visit(was, credential);
  await operate(was, 'retire', { client });
  expect(await visit(was, credential, session)).toMatchObject({ resumed: true, statusLine: 'HTTP/1.1 403 Forbidden' });
});
