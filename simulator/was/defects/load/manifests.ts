import { isJsonObject, parseJsonBytes } from '../../../protocol/json.ts';
import type { Answer } from '../../http/answer.ts';
import type { ApiRequest } from '../../http/api-request.ts';
import { type Defect, type Fault, perInstance, replacing } from '../defect.ts';
import { withHeader } from '../exchanges.ts';
import { recording } from '../records.ts';
import { held } from './crowd.ts';
import { loadDefect } from './load-defect.ts';

/** Changes what is answered to polls that went well, after it was made. */
const polled = (change: (answer: Answer, request: ApiRequest) => Promise<Answer>): Fault =>
  replacing((behaviour) => ({
    exchange: async (request, next) => {
      const answer = await behaviour.exchange(request, next);
      return request.resource === 'manifest' && answer.status < 400 ? change(answer, request) : answer;
    },
  }));

/** There is one buffer for all: what stands in it when an answer goes out is what was written last. */
function sharedBuffer(): Fault {
  let buffer: Answer;
  return polled(async (answer) => {
    buffer = answer;
    await held();
    return buffer;
  });
}

function versionOf({ body }: Answer): string {
  const document = body && parseJsonBytes(body);
  return String(isJsonObject(document) ? document['manifestVersion'] : undefined);
}

/** A read that is under way serves all who ask for the same; that it is another client's is not in the name of it. */
function sharedRead(): Fault {
  const underWay = new Map<string, Promise<Answer>>();
  return polled(async (answer) => {
    if (answer.status !== 200) return answer;
    const name = versionOf(answer);
    const reading = underWay.get(name) ?? held().then(() => answer);
    underWay.set(name, reading);
    await reading;
    underWay.delete(name);
    return reading;
  });
}

/** The hash is one object, started for one answer and read for another. */
function sharedHash(): Fault {
  let tag: string | undefined;
  return polled(async (answer) => {
    if (answer.status !== 200) return answer;
    tag = answer.headers['ETag'];
    await held();
    return withHeader('ETag', tag)(answer);
  });
}

/** How long it takes to tell the cache of one change; the next one waits for it. */
const INVALIDATION_MS = 100;

/** Changes go through a queue before they reach the tags that conditional requests are answered by. */
function laggingTags(): Fault {
  const shownAt = new Map<string, number>();
  let free = 0;
  const changed = (client: string): void => {
    free = Math.max(free, Date.now());
    shownAt.set(client, free);
    free += INVALIDATION_MS;
  };
  const queueing = recording(({ deployments }) => ({
    deployments: {
      add: (assignment) => {
        deployments.add(assignment);
        changed(assignment.client);
      },
      change: (client, id, order) => {
        deployments.change(client, id, order);
        changed(client);
      },
      withdraw: (client, id) => {
        deployments.withdraw(client, id);
        changed(client);
      },
    },
  }));
  const lagging = polled(async (answer, { headers, peer }) => {
    const tag = headers['if-none-match'];
    const isShown = (shownAt.get(peer.key) ?? 0) <= Date.now();
    return answer.status !== 200 || tag === undefined || isShown
      ? answer
      : { status: 304, headers: { ...answer.headers, ETag: tag } };
  });
  return (behaviour) => lagging(queueing(behaviour));
}

export const CONCURRENT_MANIFEST_DEFECTS: readonly Defect[] = [
  loadDefect(
    'polls-share-a-buffer',
    ['GEN-008', 'DSM-001', 'DSM-006', 'DSM-007'],
    'of polls that are answered at once, all get the answer that was made last, whoever it is for',
    'between its answer and its buffer nobody else has written',
    perInstance(sharedBuffer),
  ),
  loadDefect(
    'cache-misses-mixed-up',
    ['GEN-008', 'DSM-001', 'DSM-007'],
    'whoever asks while a manifest of the same version is being read gets that one, although it is another client’s',
    'no read of another client is under way when it asks',
    perInstance(sharedRead),
  ),
  loadDefect(
    'entity-tags-mixed-up',
    ['DSM-006', 'DSM-017', 'DSM-018'],
    'of manifests that are served at once, each has the ETag of the last one',
    'no other hash is begun before its own is read',
    perInstance(sharedHash),
  ),
  loadDefect(
    'changes-queue-for-the-cache',
    ['DSM-001', 'DSM-006'],
    'a conditional poll gets 304 until the change has come through a queue of all changes, a tenth of a second each',
    'its own change is the only one in the queue, and shows at once',
    perInstance(laggingTags),
  ),
];
