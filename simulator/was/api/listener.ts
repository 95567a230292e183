import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Behaviour } from '../behaviour.ts';
import type { Answer } from '../http/answer.ts';
import type { ApiRequest, FieldLine, ResourceName } from '../http/api-request.ts';
import { answerBrokenRequest } from '../http/broken-request.ts';
import { LIMITS } from '../http/limits.ts';
import { ANONYMOUS, type Identified, type Peer } from '../identity/peer.ts';
import type { PeerSource } from '../identity/peer-source.ts';
import type { Door } from './door.ts';
import type { Handler, Resource } from './resources.ts';

/** What a listener needs of the WAS that it is a door of. */
export interface ListenerSetup {
  readonly endpoint: string;
  readonly host: string;
  readonly port: number;
  /** Makes the server, and says how peers are known from their connections. */
  readonly openDoor: (onRequest: RequestListener) => Door;
  readonly resources: readonly Resource[];
  readonly behaviour: Behaviour;
  /** Who a request is of, where that does not follow from its connection alone. */
  readonly identify?: (request: ApiRequest) => Identified;
  /** Runs a handler for an admitted client; refuses any other (WIP-012). */
  readonly dispatch: (request: ApiRequest, handler: Handler) => Promise<Answer>;
  readonly log: (line: string) => void;
}

export interface Listener {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const MAX_DETAIL = 200;

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
  const { behaviour, log, identify = ({ peer }) => ({ peer }) } = setup;
  let door: Door | undefined;
  const app = Fastify({
    ...LIMITS.fastify,
    serverFactory: (handler) => {
      door = setup.openDoor(handler);
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

  const recognise = (request: ApiRequest): Identified => {
    try {
      return identify(request);
    } catch (error) {
      return { peer: ANONYMOUS, refused: failed(error) };
    }
  };
  const failed = (error: unknown): Answer => {
    log(`INTERNAL_ERROR: ${error instanceof Error ? error.stack : String(error)}`);
    return behaviour.problem({ reason: 500, detail: 'The request could not be processed' });
  };

  const respond: Respond = async (request, reply, handler, resource) => {
    reply.hijack();
    const peer = peerOf(request.raw, peers, behaviour);
    if (peer === undefined) return void request.raw.socket.destroy();
    const target = request.raw.url ?? '';
    const [path = '', query = ''] = target.split('?', 2);
    const received: ApiRequest = {
      method: request.method,
      path,
      target,
      query,
      resource: resource ?? 'unknown',
      params: textParams(request.params),
      headers: request.headers,
      fields: fieldLines(request.raw.rawHeaders),
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      peer: peer === 'refused' ? ANONYMOUS : peer,
      endpoint: setup.endpoint,
    };
    const identified: Identified =
      peer === 'refused'
        ? { peer: ANONYMOUS, refused: notRecognised(behaviour) }
        : resource === undefined || lacksHost(request)
          ? received
          : recognise(received);
    const answer = await behaviour.exchange({ ...received, peer: identified.peer }, async (exchanged) => {
      if ('refused' in identified) return identified.refused;
      try {
        return await setup.dispatch(exchanged, lacksHost(request) ? refuseWithoutHost : handler);
      } catch (error) {
        return failed(error);
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

  addRoutes(app, setup, respond);
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

/** `resource` is absent where the request cannot be read or stands for nothing: then nobody has to be known. */
type Respond = (
  request: FastifyRequest,
  reply: FastifyReply,
  handler: Handler,
  resource?: ResourceName,
) => Promise<void>;

/** Node keeps names and values in turn. */
const fieldLines = (raw: readonly string[]): readonly FieldLine[] =>
  raw.flatMap((name, index): FieldLine[] => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []));

function addRoutes(app: FastifyInstance, { behaviour, resources }: ListenerSetup, respond: Respond): void {
  // Bodies are read as bytes whatever they are called: the handler says what it makes of them.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  for (const { name, path, methods } of resources) {
    app.all(path, (request, reply) => {
      const handler = methods[request.method === 'HEAD' ? 'GET' : request.method];
      const allow = Object.keys(methods).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
      const refuse: Handler = () =>
        behaviour.problem({
          reason: 405,
          detail: `${request.method} is not possible here`,
          headers: { Allow: allow.join(', ') },
        });
      return respond(request, reply, handler ?? refuse, name);
    });
  }
  app.setNotFoundHandler((request, reply) =>
    respond(request, reply, () => behaviour.problem({ reason: 404, detail: 'There is no such resource' })),
  );
}
