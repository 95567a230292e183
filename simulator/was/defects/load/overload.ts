import type { Socket } from 'node:net';
import type { Behaviour } from '../../behaviour.ts';
import type { Answer } from '../../http/answer.ts';
import { type Defect, type Fault, perInstance, replacing } from '../defect.ts';
import { withHeader } from '../exchanges.ts';
import { Crowd, type ServedRequest, served } from './crowd.ts';
import { loadDefect } from './load-defect.ts';

/** The clients that are served at once; one more finds no place. */
const PLACES = 3;

/** Refuses whoever finds no place. */
const limiting = (refusal: (behaviour: Behaviour) => Answer): Fault =>
  replacing((behaviour) => {
    const underWay = new Crowd<ServedRequest>();
    return {
      exchange: (request, next) =>
        underWay.clients >= PLACES
          ? Promise.resolve(refusal(behaviour))
          : underWay.hold(served(request.peer.key), () => behaviour.exchange(request, next)),
    };
  });

const PLAIN: Answer = { status: 500, headers: { 'Content-Type': 'text/plain' }, body: Buffer.from('queue full') };

const withoutAdvice = (behaviour: Behaviour): Answer =>
  withHeader('Retry-After', undefined)(behaviour.problem({ reason: 429, detail: 'Too many clients at once' }));

/** More connections than these are accepted and forgotten. */
const CONNECTIONS = 40;

function forgottenConnections(): Fault {
  const answered = new Set<Socket>();
  return replacing((behaviour) => ({
    deliver: (response, answer) => {
      const { socket } = response.req;
      if (!answered.has(socket)) {
        if (answered.size >= CONNECTIONS) return;
        answered.add(socket);
        socket.once('close', () => answered.delete(socket));
      }
      behaviour.deliver(response, answer);
    },
  }));
}

export const OVERLOAD_DEFECTS: readonly Defect[] = [
  loadDefect(
    'overload-is-a-plain-500',
    ['ERR-001', 'RTY-002'],
    'while three clients are served, others get 500 in plain text',
    'it never takes more than one of the places',
    perInstance(() => limiting(() => PLAIN)),
  ),
  loadDefect(
    'crowd-limited-without-retry-after',
    ['RTY-001'],
    'while three clients are served, others get 429 without Retry-After',
    'it never takes more than one of the places',
    perInstance(() => limiting(withoutAdvice)),
  ),
  loadDefect(
    'connections-forgotten',
    ['GEN-001'],
    'while forty connections are open, requests on others are never answered',
    'it has no forty connections',
    perInstance(forgottenConnections),
  ),
];
