import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuse } from '../api/errors.ts';
import { routeOf } from '../api/route.ts';
import type { Exchange } from '../exchange.ts';
import type { Answer } from './answer.ts';
import { readBody } from './read-body.ts';
import { send } from './send.ts';

/** Longer targets than this are nobody's. */
const MAX_TARGET = 4096;

/** What docker's registry names itself by, and clients look for. */
const VERSION = { 'Docker-Distribution-API-Version': 'registry/2.0' };

/** Answers one message of the wire; a fault of our own becomes 500, and is not hidden. */
export async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  respond: (exchange: Exchange) => Promise<Answer>,
): Promise<void> {
  const answer = await answerTo(message, respond);
  await send(response, { ...answer, headers: { ...VERSION, ...answer.headers } });
}

async function answerTo(message: IncomingMessage, respond: (exchange: Exchange) => Promise<Answer>): Promise<Answer> {
  const [path = '', query = ''] = splitTarget(message.url ?? '');
  if (path.length + query.length > MAX_TARGET) return refuse('NAME_INVALID', 'the target is too long');
  const exchange: Exchange = {
    route: routeOf(path),
    request: {
      method: message.method ?? '',
      path,
      query: new URLSearchParams(query),
      headers: message.headers,
      read: (limit) => readBody(message, limit),
    },
  };
  try {
    return await respond(exchange);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error), { code: 'REGISTRY_INTERNAL_ERROR' });
    return refuse('UNKNOWN', 'the request could not be processed');
  }
}

function splitTarget(target: string): readonly [string, string] {
  const mark = target.indexOf('?');
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
}
