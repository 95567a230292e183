import { isJsonObject, parseJsonBytes } from '../../protocol/json.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { requesting, resourceOf } from './exchanges.ts';
import { recording } from './records.ts';

/** The clients met before something bad happened are served no more; those that come later are. */
class Harm {
  readonly #met = new Set<string>();
  #harmed: ReadonlySet<string> = new Set();

  meet(client: string): void {
    this.#met.add(client);
  }

  strike(culprit?: string): void {
    this.#harmed = new Set([...this.#met].filter((client) => client !== culprit));
  }

  isHarmed(client: string): boolean {
    return this.#harmed.has(client);
  }
}

const harming = (harm: Harm, strikes: (request: ApiRequest) => boolean): Fault =>
  replacing((behaviour) => ({
    exchange: async (request, next) => {
      const { key } = request.peer;
      if (strikes(request)) harm.strike(key);
      harm.meet(key);
      return harm.isHarmed(key)
        ? behaviour.problem({ reason: 500, detail: 'The request could not be processed' })
        : behaviour.exchange(request, next);
    },
  }));

const harmedBy = (strikes: (request: ApiRequest) => boolean): Fault => perInstance(() => harming(new Harm(), strikes));

/** More connections of one client than this, beyond those that have brought a request, take the room of others. */
const IDLE_CONNECTIONS = 10;

function exhausted(): Fault {
  const harm = new Harm();
  const idle = new Map<string, number>();
  const count = (client: string, change: number): number => {
    const now = (idle.get(client) ?? 0) + change;
    idle.set(client, now);
    return now;
  };
  const counting = replacing((behaviour) => ({
    recognisePeer: (chain, realm, now) => {
      const recognition = behaviour.recognisePeer(chain, realm, now);
      if (!recognition.recognised) return recognition;
      const { key } = recognition.peer;
      if (count(key, 1) >= IDLE_CONNECTIONS) harm.strike(key);
      return recognition;
    },
  }));
  const serving = harming(harm, ({ peer }) => {
    count(peer.key, -1);
    return false;
  });
  return (behaviour) => serving(counting(behaviour));
}

function unreadable(): Fault {
  const harm = new Harm();
  const noticing = replacing((behaviour) => ({
    problem: (problem) => {
      if (problem.detail.startsWith('The request is not HTTP')) harm.strike();
      return behaviour.problem(problem);
    },
  }));
  const serving = harming(harm, () => false);
  return (behaviour) => serving(noticing(behaviour));
}

const CLIMB = /^(?:device-1\/)?(?:\.\.[/\\])+([^/\\]+)[/\\]([^/\\]+)$/;

/** An id that climbs out of the caller's own devices is followed. */
const climbing: Fault = requesting((request) => {
  const [, client, deviceId] = CLIMB.exec(request.params['*'] ?? '') ?? [];
  if (client === undefined || deviceId === undefined) return request;
  const key = request.peer.key.replace(/[^/]+$/, client);
  return { ...request, peer: { ...request.peer, key }, params: { '*': deviceId } };
});

/** The body, not the path, says which deployment a status is of, whoever has it. */
const bodyDecides: Fault = (behaviour) => {
  const owners = new Map<string, string>();
  const learning = recording(({ deployments }) => ({
    deployments: {
      add: (assignment) => {
        owners.set(assignment.id, assignment.client);
        deployments.add(assignment);
      },
    },
  }));
  const following = requesting((request) => {
    if (resourceOf(request) !== 'status') return request;
    const id = deploymentIn(request.body);
    const owner = id === undefined ? undefined : owners.get(id);
    if (id === undefined || owner === undefined) return request;
    return { ...request, peer: { ...request.peer, key: owner }, params: { deploymentId: id } };
  });
  // Only where the path is the caller's own.
  return replacing((base) => ({
    exchange: async (request, next) =>
      owners.get(request.params['deploymentId'] ?? '') === request.peer.key
        ? following(base).exchange(request, next)
        : base.exchange(request, next),
  }))(learning(behaviour));
};

function deploymentIn(body: Buffer): string | undefined {
  try {
    const document = parseJsonBytes(body);
    const id = isJsonObject(document) ? document['deploymentId'] : undefined;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

/** Changes that a client has not read, from which on a conditional request is told that nothing is new. */
const FORGOTTEN_CHANGES = 3;

function longAbsence(): Fault {
  const unread = new Map<string, number>();
  const changed = (client: string): unknown => unread.set(client, (unread.get(client) ?? 0) + 1);
  const counting = recording(({ deployments }) => ({
    deployments: {
      add: (assignment) => {
        changed(assignment.client);
        deployments.add(assignment);
      },
      change: (client, id, order) => {
        changed(client);
        deployments.change(client, id, order);
      },
      withdraw: (client, id) => {
        changed(client);
        deployments.withdraw(client, id);
      },
    },
  }));
  const forgetting = replacing((behaviour) => ({
    exchange: async (request, next) => {
      const { key } = request.peer;
      const isConditional = resourceOf(request) === 'manifest' && request.headers['if-none-match'] !== undefined;
      if (isConditional && (unread.get(key) ?? 0) >= FORGOTTEN_CHANGES) return { status: 304, headers: {} };
      const answer = await behaviour.exchange(request, next);
      if (resourceOf(request) === 'manifest' && answer.status === 200) unread.delete(key);
      return answer;
    },
  }));
  return (behaviour) => forgetting(counting(behaviour));
}

const onReopening = (statement: string): Fault =>
  perInstance(() => {
    let opened = false;
    return recording((_stores, database) => {
      if (opened) database.exec(statement);
      opened = true;
      return {};
    });
  });

/** The number of clients that are being served at once from which on answers are mixed up. */
const CROWD = 4;

function mixedUpInACrowd(): Fault {
  return replacing((behaviour) => {
    const present = new Map<symbol, ApiRequest>();
    return {
      exchange: async (request, next) => {
        if (resourceOf(request) !== 'deployment') return behaviour.exchange(request, next);
        const own = Symbol(request.path);
        present.set(own, request);
        await new Promise((resolve) => setTimeout(resolve, 5));
        const latest = Array.from(present.values()).at(-1) ?? request;
        const crowd = new Set(Array.from(present.values(), ({ peer }) => peer.key)).size;
        present.delete(own);
        return behaviour.exchange(crowd >= CROWD ? { ...request, peer: latest.peer } : request, next);
      },
    };
  });
}

/** Faults that show only when something goes wrong around the interface. */
export const RESILIENCE_DEFECTS: readonly Defect[] = [
  defect(
    'deep-nesting-stops-service',
    ['GEN-001'],
    'after a body that is nested deeply, other clients get 500',
    harmedBy(({ body }) => body.includes('[[[[[[[[[[[[[[[[') || body.includes('{"a":{"a":{"a":{"a":{"a":')),
  ),
  defect(
    'large-body-stops-service',
    ['GEN-001'],
    'after a body beyond the limit, other clients get 500',
    harmedBy(({ headers }) => Number(headers['content-length'] ?? 0) > 2 * 1024 * 1024),
  ),
  defect(
    'idle-connections-stop-service',
    ['GEN-001'],
    'while one client has many connections without a request, other clients get 500',
    perInstance(exhausted),
  ),
  defect(
    'unreadable-message-stops-service',
    ['GEN-001'],
    'after a message that is not HTTP, clients get 500',
    perInstance(unreadable),
  ),
  defect(
    'device-id-climbs',
    ['GEN-008', 'USR-016'],
    "an encoded .. in a deviceId leads to another client's devices",
    climbing,
  ),
  defect(
    'body-names-the-deployment',
    ['STA-014', 'GEN-008', 'GEN-007', 'USR-016'],
    "a status is kept for the deployment that its body names, another client's too",
    perInstance(() => bodyDecides),
  ),
  defect(
    'long-absence-forgotten',
    ['OFF-001', 'DSM-001', 'DSM-006'],
    'after three changes that a client has not read, it is told that nothing is new',
    perInstance(longAbsence),
  ),
  defect(
    'keys-lost-on-restart',
    ['USR-006', 'USR-008'],
    'the keys of assignments are forgotten when the WAS is restarted',
    onReopening('UPDATE deployment SET key = id'),
  ),
  defect(
    'retirements-lost-on-restart',
    ['USR-006', 'WIP-012'],
    'clients that were retired are accepted after a restart',
    onReopening("UPDATE client SET decision = 'admitted'"),
  ),
  defect(
    'answers-mixed-up-in-a-crowd',
    ['GEN-008', 'DSA-001', 'DSA-002'],
    'of many artifacts that are fetched at once, some are looked for under another client',
    mixedUpInACrowd(),
  ),
];
