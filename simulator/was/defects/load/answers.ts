import type { Answer } from '../../http/answer.ts';
import type { ApiRequest } from '../../http/api-request.ts';
import { type Defect, type Fault, perInstance, replacing } from '../defect.ts';
import { Crowd, type ServedRequest, served } from './crowd.ts';
import { loadDefect } from './load-defect.ts';

const isArtifact = ({ resource }: ApiRequest): boolean => resource === 'deployment' || resource === 'bundle';

const half = (body: Buffer): Buffer => body.subarray(0, body.length >> 1);

/** Changes answers with a body to requests that met others. */
const inCompany = (concerns: (request: ApiRequest) => boolean, change: (answer: Answer) => Answer): Fault =>
  replacing((behaviour) => {
    const underWay = new Crowd<ServedRequest>();
    return {
      exchange: async (request, next) => {
        if (!concerns(request)) return behaviour.exchange(request, next);
        const own = served(request.peer.key);
        const answer = await underWay.hold(own, () => behaviour.exchange(request, next));
        return own.met.size > 0 && answer.status === 200 && answer.body ? change(answer) : answer;
      },
    };
  });

/** There is room for one artifact in the output; two share it. */
const sharedRoom = (): Fault =>
  inCompany(isArtifact, (answer) => (answer.body ? { ...answer, body: half(answer.body) } : answer));

/** The timer of one answer ends the connection of another. */
function cutShort(): Fault {
  const cut = new WeakSet<Answer>();
  const marking = inCompany(
    ({ method }) => method === 'GET',
    (answer) => {
      cut.add(answer);
      return answer;
    },
  );
  const cutting = replacing((behaviour) => ({
    deliver: (response, answer) => {
      const { status, headers, body } = answer;
      if (!(body && cut.has(answer))) return behaviour.deliver(response, answer);
      response.writeHead(status, { ...headers, 'Content-Length': String(body.length) });
      response.write(half(body), () => response.destroy());
    },
  }));
  return (behaviour) => cutting(marking(behaviour));
}

export const CONCURRENT_ANSWER_DEFECTS: readonly Defect[] = [
  loadDefect(
    'artifacts-share-the-output',
    ['DSA-001', 'DIG-002'],
    'of an artifact that is served while others are, half is missing',
    'the whole output is its own',
    perInstance(sharedRoom),
  ),
  loadDefect(
    'connection-cut-in-a-crowd',
    ['GEN-001', 'DSM-001'],
    'a connection ends in the middle of an answer while others are served',
    'there is no other answer whose end could be taken for that of its own',
    perInstance(cutShort),
  ),
];
