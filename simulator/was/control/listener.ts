import Fastify, { type FastifyReply } from 'fastify';
import { isJsonObject, parseJsonBytes, stringifyJson } from '../../protocol/json.ts';
import type { Behaviour } from '../behaviour.ts';
import { type ControlAnswer, type ControlCall, ControlError } from './call.ts';
import { type Operations, VERBS } from './verbs.ts';

/** Where the operator's side listens; never anywhere but the loopback address, since nobody is authenticated. */
const HOST = '127.0.0.1';
const MAX_BODY = 8 * 1024 * 1024;

export interface ControlSetup extends Operations {
  readonly name: string;
  readonly version: string;
  readonly port: number;
  readonly behaviour: Behaviour;
  /** Runs a call once the WAS serves: not while it restarts. */
  readonly whenServing: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly log: (line: string) => void;
}

export interface ControlListener {
  readonly url: string;
  readonly close: () => Promise<void>;
}

function readBody(body: unknown): ControlCall['body'] {
  if (body === undefined || body === null) return {};
  try {
    const value = Buffer.isBuffer(body) && body.length > 0 ? parseJsonBytes(body) : {};
    if (isJsonObject(value)) return value;
  } catch (error) {
    throw new ControlError(400, `the body is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new ControlError(400, 'the body has to be an object');
}

async function perform({ verb, body }: ControlCall, setup: ControlSetup): Promise<ControlAnswer> {
  const work = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (!work) throw new ControlError(501, `${verb} is no verb of this WAS`);
  const run = async () => ({ status: 200, body: await work(body, setup) });
  return verb === 'restart' ? run() : setup.whenServing(run);
}

function failed(error: unknown, log: (line: string) => void): ControlAnswer {
  if (error instanceof ControlError) return { status: error.status, body: { error: error.message } };
  log(`INTERNAL_ERROR: ${error instanceof Error ? error.stack : String(error)}`);
  return { status: 500, body: { error: 'the call could not be processed' } };
}

const send = (reply: FastifyReply, { status, body }: ControlAnswer): FastifyReply =>
  reply.code(status).type('application/json').send(stringifyJson(body));

/** Opens the control contract over HTTP. It stays open while the API restarts. */
export async function openControl(setup: ControlSetup): Promise<ControlListener> {
  const app = Fastify({ bodyLimit: MAX_BODY, forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.get('/', (_request, reply) =>
    send(reply, { status: 200, body: { name: setup.name, version: setup.version, supports: Object.keys(VERBS) } }),
  );
  app.post<{ Params: { verb: string } }>('/:verb', async (request, reply) => {
    try {
      const call = { verb: request.params.verb, body: readBody(request.body) };
      return send(reply, await setup.behaviour.control(call, (passed) => perform(passed, setup)));
    } catch (error) {
      return send(reply, failed(error, setup.log));
    }
  });
  app.setNotFoundHandler((_request, reply) => send(reply, { status: 404, body: { error: 'POST /<verb> or GET /' } }));
  app.setErrorHandler((error, _request, reply) =>
    send(reply, { status: 400, body: { error: error instanceof Error ? error.message : String(error) } }),
  );
  const url = await app.listen({ host: HOST, port: setup.port });
  return { url, close: () => app.close() };
}
