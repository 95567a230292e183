import Fastify, { type FastifyReply } from 'fastify';
import { isJsonObject, parseJsonBytes, stringifyJson } from '../../protocol/json.ts';
import type { RevisionId } from '../../protocol/revision.ts';
import type { ServedRevision } from '../api/api.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Stores } from '../storage/stores.ts';
import { addresseeOf } from './addressee.ts';
import { type ControlAnswer, type ControlCall, ControlError } from './call.ts';
import { type Operations, VERBS } from './verbs.ts';

/** Where the operator's side listens; never anywhere but the loopback address, since nobody is authenticated. */
const HOST = '127.0.0.1';
const MAX_BODY = 8 * 1024 * 1024;

export interface ControlSetup extends Omit<Operations, 'addressee'> {
  readonly name: string;
  readonly version: string;
  readonly port: number;
  /** At least one. */
  readonly served: readonly ServedRevision[];
  /** The first is meant where none is named. */
  readonly endpoints: readonly string[];
  readonly stores: (revision: RevisionId, endpoint: string) => Stores;
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

/** The operator's side of one endpoint. */
interface Desk {
  readonly endpoint: string;
  readonly setup: ControlSetup;
}

async function perform({ verb, body }: ControlCall, { endpoint, setup }: Desk): Promise<ControlAnswer> {
  const work = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (!work) throw new ControlError(501, `${verb} is no verb of this WAS`);
  const operations: Operations = {
    addressee: (named) => addresseeOf(named, endpoint, setup.served, setup.stores),
    issuer: setup.issuer,
    restart: setup.restart,
  };
  const run = async () => ({ status: 200, body: await work(body, operations) });
  return verb === 'restart' ? run() : setup.whenServing(run);
}

/** The rules of the revision that the client of a call belongs to; of the first where it names none. */
function rulesFor({ body }: ControlCall, { endpoint, setup }: Desk): Behaviour | undefined {
  try {
    return addresseeOf(body, endpoint, setup.served, setup.stores).behaviour;
  } catch {
    return setup.served[0]?.behaviour;
  }
}

async function take(call: ControlCall, desk: Desk): Promise<ControlAnswer> {
  const next = (passed: ControlCall): Promise<ControlAnswer> => perform(passed, desk);
  const rules = rulesFor(call, desk);
  return rules ? rules.control(call, next) : next(call);
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
  const open = (base: string, endpoint: string): void => {
    app.get(`${base}/`, (_request, reply) =>
      send(reply, { status: 200, body: { name: setup.name, version: setup.version, supports: Object.keys(VERBS) } }),
    );
    app.post<{ Params: { verb: string } }>(`${base}/:verb`, async (request, reply) => {
      try {
        const call = { verb: request.params.verb, body: readBody(request.body) };
        return send(reply, await take(call, { endpoint, setup }));
      } catch (error) {
        return send(reply, failed(error, setup.log));
      }
    });
  };
  open('', setup.endpoints[0] ?? '');
  for (const endpoint of setup.endpoints) open(`/endpoints/${endpoint}`, endpoint);
  app.setNotFoundHandler((_request, reply) => send(reply, { status: 404, body: { error: 'POST /<verb> or GET /' } }));
  app.setErrorHandler((error, _request, reply) =>
    send(reply, { status: 400, body: { error: error instanceof Error ? error.message : String(error) } }),
  );
  const url = await app.listen({ host: HOST, port: setup.port });
  return { url, close: () => app.close() };
}
