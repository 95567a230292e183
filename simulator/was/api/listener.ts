import type { IncomingMessage, ServerResponse } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Behaviour } from '../behaviour.ts';
import type { Answer } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { answerBrokenRequest } from '../http/broken-request.ts';
import { LIMITS } from '../http/limits.ts';
import type { Peer, Realm } from '../identity/peer.ts';
import type { PeerSource } from '../identity/peer-source.ts';
import { type Door, openDoor, type TlsEnd } from './door.ts';
import { type Handler, RESOURCES } from './resources.ts';

/** What a listener needs of the WAS that it is a door of. */
export interface ListenerSetup {
  readonly endpoint: string;
  readonly host: string;
  readonly port: number;
  readonly tls: TlsEnd;
  readonly realm: Realm;
  readonly behaviour: Behaviour;
  /** Runs a handler for an admitted client; refuses any other (WIP-012). */
  readonly dispatch: (request: ApiRequest, handler: Handler) => Promise<Answer>;
  readonly log: (line: string) => void;
}

export interface Listener {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const MAX_DETAIL = 200;
const ANONYMOUS: Peer = { spiffeId: '', clientId: '', validUntil: new Date(8.64e15) };

function textParams(params: unknown): Record<string, string> {
  const entries = typeof params === 'object' && params !== null ? Object.entries(params) : [];
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/** Ends a connection whose peer is unknown or no longer valid; otherwise says who it is. */
function peerOf(request: IncomingMessage, peers: PeerSource, behaviour: Behaviour): Peer | 'refused' | undefined {
  const recognition = peers.recognitionOf(request);
  if (recognition?.recognised)
    return behaviour.remainsValid(recognition.peer, new Date()) ? recognition.peer : undefined;
  return recognition && behaviour.refusal === 'answer' ? 'refused' : undefined;
}

/** Opens one endpoint of the API: HTTP/1.1, each request of a known peer, every answer written from an {@link Answer}. */
export async function openListener(setup: ListenerSetup): Promise<Listener> {
  const { behaviour, realm, log } = setup;
  let door: Door | undefined;
  const app = Fastify({
    ...LIMITS.fastify,
    serverFactory: (handler) => {
      door = openDoor(setup.tls, behaviour, realm, handler);
      return door.server;
    },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, behaviour),
    frameworkErrors: (error, request, reply) => void respondToError(error, request, reply),
  });
  if (door === undefined) throw new Error('LISTENER: Fastify made no server');
  const { server, peers } = door;
  server.on('checkExpectation', (_request, response) =>
    behaviour.deliver(response, behaviour.problem({ reason: 417, detail: 'Only 100-continue can be expected' })),
  );

  const respond = async (request: FastifyRequest, reply: FastifyReply, handler: Handler): Promise<void> => {
    reply.hijack();
    const peer = peerOf(request.raw, peers, behaviour);
    if (peer === undefined) return void request.raw.socket.destroy();
    const [path = '', query = ''] = (request.raw.url ?? '').split('?', 2);
    const apiRequest: ApiRequest = {
      method: request.method,
      path,
      query,
      params: textParams(request.params),
      headers: request.headers,
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      peer: peer === 'refused' ? ANONYMOUS : peer,
      endpoint: setup.endpoint,
    };
    const answer = await behaviour.exchange(apiRequest, async (exchanged) => {
      try {
        return peer === 'refused'
          ? notRecognised(behaviour)
          : await setup.dispatch(exchanged, lacksHost(request) ? refuseWithoutHost : handler);
      } catch (error) {
        log(`INTERNAL_ERROR: ${error instanceof Error ? error.stack : String(error)}`);
        return behaviour.problem({ reason: 500, detail: 'The request could not be processed' });
      }
    });
    write(reply.raw, answer);
  };

  const write = (response: ServerResponse, answer: Answer): void => {
    if (response.destroyed || response.headersSent) return;
    if (peers.isOld(response.req.socket)) response.shouldKeepAlive = false;
    behaviour.deliver(response, answer);
  };

  const respondToError = (error: Error & { statusCode?: number }, request: FastifyRequest, reply: FastifyReply) =>
    respond(request, reply, () => {
      const status = error.statusCode ?? 500;
      if (status >= 500) log(`INTERNAL_ERROR: ${error.stack}`);
      return behaviour.problem({
        reason: status === 400 ? 'invalid-request' : status,
        detail: error.message.slice(0, MAX_DETAIL),
        headers: { Connection: 'close' },
      });
    });

  addRoutes(app, behaviour, respond);
  app.setErrorHandler((error, request, reply) =>
    respondToError(error instanceof Error ? error : new Error(String(error)), request, reply),
  );
  app.addHook('onRequest', async ({ raw }, reply) => {
    if (peerOf(raw, peers, behaviour) !== undefined) return;
    reply.hijack();
    raw.socket.destroy();
  });
  await app.listen({ host: setup.host, port: setup.port });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('LISTENER: the server has no port');
  return { port: address.port, close: () => app.close() };
}

/** RFC 9112 section 3.2; Node would answer without a problem document. */
const lacksHost = ({ raw }: FastifyRequest): boolean => raw.httpVersion === '1.1' && raw.headers.host === undefined;

const refuseWithoutHost: Handler = (_request, { behaviour }) =>
  behaviour.problem({ reason: 'invalid-request', detail: 'The request has no Host', headers: { Connection: 'close' } });

const notRecognised = (behaviour: Behaviour): Answer =>
  behaviour.problem({
    reason: 'not-authorized',
    detail: 'The certificate is not that of a client of this WFM',
    headers: { Connection: 'close' },
  });

type Respond = (request: FastifyRequest, reply: FastifyReply, handler: Handler) => Promise<void>;

function addRoutes(app: FastifyInstance, behaviour: Behaviour, respond: Respond): void {
  // Bodies are read as bytes whatever they are called: the handler says what it makes of them.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  for (const { path, methods } of RESOURCES) {
    app.all(path, (request, reply) => {
      const handler = methods[request.method === 'HEAD' ? 'GET' : request.method];
      const allow = Object.keys(methods).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
      const refuse: Handler = () =>
        behaviour.problem({
          reason: 405,
          detail: `${request.method} is not possible here`,
          headers: { Allow: allow.join(', ') },
        });
      return respond(request, reply, handler ?? refuse);
    });
  }
  app.setNotFoundHandler((request, reply) =>
    respond(request, reply, () => behaviour.problem({ reason: 404, detail: 'There is no such resource' })),
  );
}
