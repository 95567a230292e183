import { hash } from 'node:crypto';
import { text } from '../../storage/rows.ts';
import { type Defect, type Fault, perInstance, replacing } from '../defect.ts';
import { recording } from '../records.ts';
import { Crowd, type ServedRequest, served } from './crowd.ts';
import { loadDefect } from './load-defect.ts';

/** What there is to do for each entry that is gone through: some tens of microseconds. */
const ENTRY = Buffer.alloc(32 * 1024);
const readEntry = (): string => hash('sha256', ENTRY);

/** The list of clients has no index, and of several entries the last one counts. */
const listWithoutIndex = (): Fault =>
  recording(({ clients }, database) => {
    const list = new Set(
      database
        .prepare('SELECT spiffe_id FROM client')
        .all()
        .map((row) => text(row, 'spiffe_id')),
    );
    return {
      clients: {
        decide: (client, decision) => {
          clients.decide(client, decision);
          list.add(client);
        },
        decision: (client) => {
          for (const _entry of list) readEntry();
          return clients.decision(client);
        },
      },
    };
  });

/** What is left behind at most, so that it is slow and not dead. */
const MOST_LEFT_BEHIND = 600;

/** Requests that meet leave something behind, and every later one goes through it. */
const leak = (): Fault =>
  replacing((behaviour) => {
    const underWay = new Crowd<ServedRequest>();
    let leftBehind = 0;
    return {
      exchange: async (request, next) => {
        const own = served(request.peer.key);
        const answer = await underWay.hold(own, () => behaviour.exchange(request, next));
        leftBehind = Math.min(leftBehind + own.met.size, MOST_LEFT_BEHIND);
        for (let entry = 0; entry < leftBehind; entry++) readEntry();
        return answer;
      },
    };
  });

export const SLOWNESS_DEFECTS: readonly Defect[] = [
  loadDefect(
    'slower-with-every-client',
    ['GEN-001'],
    'each request takes longer the more clients there are',
    'the list that is gone through has one entry',
    perInstance(listWithoutIndex),
  ),
  loadDefect(
    'slower-with-every-crowd',
    ['GEN-001'],
    'each request that is served together with others makes all later ones slower',
    'nothing is left behind by a request that meets no other',
    perInstance(leak),
  ),
];
