import { isJsonObject, type JsonObject, type JsonValue, parseJson, stringifyJson } from '../../protocol/json.ts';
import { ControlError } from '../control/call.ts';
import { text } from '../storage/rows.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { answering, resourceOf, withStatus } from './exchanges.ts';
import { ClientOrder, recording } from './records.ts';

const POST = { resource: 'status', method: 'POST' } as const;
const accepted = (status: number) => () => ({ status, headers: {} });

const judging = (
  forgives: (message: string, field: string) => boolean,
  invents: (document: JsonObject) => boolean = () => false,
): Fault =>
  replacing((behaviour) => ({
    statusErrors: (document, id) => [
      ...behaviour.statusErrors(document, id).filter(({ message, field }) => !forgives(message, field)),
      ...(isJsonObject(document) && invents(document) ? [{ field: '', message: 'is not accepted here' }] : []),
    ],
  }));
const keep = (): boolean => false;

const stateOf = (document: JsonObject): JsonValue =>
  isJsonObject(document['status']) ? (document['status']['state'] ?? null) : null;
const errorOf = (document: JsonObject): JsonValue | undefined =>
  isJsonObject(document['status']) ? document['status']['error'] : undefined;
const list = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

const RESPONSES: readonly Defect[] = [
  defect(
    'first-status-is-200',
    ['STA-003'],
    'the first status is answered with 200',
    answering({ ...POST, status: 201 }, withStatus(200)),
  ),
  defect(
    'later-status-is-201',
    ['STA-003'],
    'a later status is answered with 201',
    answering({ ...POST, status: 200 }, withStatus(201)),
  ),
  defect(
    'status-is-204',
    ['STA-003'],
    'statuses are answered with 204',
    answering({ ...POST, status: [200, 201] }, withStatus(204)),
  ),
  defect(
    'status-is-202',
    ['STA-003'],
    'statuses are answered with 202',
    answering({ ...POST, status: [200, 201] }, withStatus(202)),
  ),
  defect(
    'malformed-status-is-422',
    ['STA-003'],
    'a status that is no JSON is answered with 422',
    answering({ ...POST, status: 400 }, withStatus(422)),
  ),
  defect(
    'malformed-status-is-500',
    ['STA-003'],
    'a status that is no JSON is answered with 500',
    answering({ ...POST, status: 400 }, withStatus(500)),
  ),
  defect(
    'malformed-status-accepted',
    ['STA-003'],
    'a status that is no JSON is acknowledged',
    answering({ ...POST, status: 400 }, accepted(200)),
  ),
  defect(
    'semantic-status-errors-accepted',
    ['STA-003'],
    'a status that breaks the schema is acknowledged',
    answering({ ...POST, status: 422 }, accepted(200)),
  ),
  defect(
    'status-of-unknown-deployment-accepted',
    ['STA-003', 'STA-014'],
    'a status of an unknown deployment is acknowledged',
    answering({ ...POST, status: 404 }, accepted(201)),
  ),
  defect(
    'status-of-foreign-deployment-tells',
    ['STA-014', 'GEN-008'],
    "a status of another client's deployment is refused with that client's name",
    perInstance(telling),
  ),
];

/** A refusal that names the owner. */
function telling(): Fault {
  const owners = new Map<string, string>();
  const learning = recording(({ deployments }) => ({
    deployments: {
      add: (assignment) => {
        owners.set(assignment.id, assignment.client);
        deployments.add(assignment);
      },
    },
  }));
  const refusing = answering({ ...POST, status: 404 }, (answer, { path }) => {
    const owner = Array.from(owners).find(([id]) => path.includes(id))?.[1];
    return owner === undefined
      ? answer
      : {
          ...answer,
          status: 409,
          body: Buffer.from(
            JSON.stringify({ type: 'about:blank', title: 'Conflict', status: 409, detail: `It belongs to ${owner}` }),
          ),
        };
  });
  return (behaviour) => refusing(learning(behaviour));
}

/** Versions jump beyond 2^53 with the second manifest, which is legal. */
function publishingLargeVersions(fault: Fault): Fault {
  const leap = 2n ** 53n;
  return (behaviour) => ({
    ...fault(behaviour),
    nextManifestVersion: (previous) => (previous === undefined ? 1n : previous + (previous > leap ? 1n : leap)),
  });
}

const RULES: readonly Defect[] = [
  defect(
    'unknown-state-accepted',
    ['STA-003'],
    'a state outside the enumeration is accepted',
    judging((_message, field) => field.endsWith('/state')),
  ),
  defect(
    'status-without-version-accepted',
    ['STA-003'],
    'a status without adoptedManifestVersion is accepted',
    judging((message) => message.includes("'adoptedManifestVersion'")),
  ),
  defect(
    'status-without-components-accepted',
    ['STA-003'],
    'a status without components is accepted',
    judging((message) => message.includes("'components'")),
  ),
  defect(
    'status-without-state-accepted',
    ['STA-003'],
    'a status without a state is accepted',
    judging((message) => message.includes("'status'") || message.includes("'state'")),
  ),
  defect(
    'removed-refused',
    ['STA-003', 'STA-006'],
    'the states removing and removed are refused',
    judging(keep, (document) => ['removing', 'removed'].includes(String(stateOf(document)))),
  ),
  defect(
    'pending-refused',
    ['STA-003', 'STA-006'],
    'the state pending is refused',
    judging(keep, (document) => stateOf(document) === 'pending'),
  ),
  defect(
    'status-error-refused',
    ['STA-003', 'STA-010'],
    'a status with an error is refused',
    judging(keep, (document) => errorOf(document) !== undefined),
  ),
  defect(
    'status-empty-error-refused',
    ['STA-003'],
    'an error of empty texts is refused',
    judging(keep, (document) => {
      const error = errorOf(document);
      return isJsonObject(error) && error['code'] === '';
    }),
  ),
  defect(
    'child-status-refused',
    ['STA-003', 'STA-005'],
    'a status that names a device is refused',
    judging(keep, (document) => document['deviceId'] !== undefined),
  ),
  defect(
    'large-adopted-version-refused',
    ['STA-003', 'STA-012'],
    'a published manifestVersion beyond 2^53 is refused as adoptedManifestVersion',
    publishingLargeVersions(judging(keep, (document) => typeof document['adoptedManifestVersion'] === 'bigint')),
  ),
  defect(
    'status-after-withdrawal-refused',
    ['STA-003'],
    'a withdrawn deployment is unknown at once',
    recording(({ deployments }) => ({
      deployments: {
        find: (client, id) => {
          const found = deployments.find(client, id);
          return found?.withdrawn ? undefined : found;
        },
      },
    })),
  ),
  defect(
    'lower-adopted-version-refused',
    ['STA-003', 'STA-012'],
    'a status whose adoptedManifestVersion is lower than one reported before is refused',
    perInstance(rising),
  ),
];

function rising(): Fault {
  let highest = 0n;
  return judging(keep, (document) => {
    const reported = document['adoptedManifestVersion'];
    if (typeof reported !== 'number' && typeof reported !== 'bigint') return false;
    const version = BigInt(reported);
    if (version < highest) return true;
    highest = version;
    return false;
  });
}

const storing = (change: (document: JsonObject) => JsonObject): Fault =>
  recording(({ statuses }) => ({
    statuses: {
      put: (client, id, document) => {
        const parsed = parseJson(document);
        statuses.put(client, id, stringifyJson(isJsonObject(parsed) ? change(parsed) : parsed));
      },
    },
  }));

const mapComponents =
  (change: (component: JsonObject, index: number) => JsonObject) =>
  (document: JsonObject): JsonObject => ({
    ...document,
    components: list(document['components']).map((component, index) =>
      isJsonObject(component) ? change(component, index) : component,
    ),
  });

const STORED: readonly Defect[] = [
  defect(
    'status-not-stored',
    ['USR-002', 'STA-003'],
    'a status is acknowledged and forgotten',
    recording(() => ({ statuses: { put: () => undefined } })),
  ),
  defect(
    'later-status-not-stored',
    ['USR-002', 'STA-003'],
    'only the first status of a deployment is kept',
    recording(({ statuses }) => ({
      statuses: {
        put: (client, id, document) =>
          statuses.find(client, id) === undefined ? statuses.put(client, id, document) : undefined,
      },
    })),
  ),
  defect(
    'status-of-second-deployment-not-stored',
    ['USR-002', 'STA-003'],
    'only one deployment of each client has its status kept',
    perInstance(oneForEachClient),
  ),
  defect(
    'component-states-overwritten',
    ['USR-002'],
    'every component gets the state of the deployment',
    storing((document) => mapComponents((component) => ({ ...component, state: stateOf(document) }))(document)),
  ),
  defect(
    'second-component-dropped',
    ['USR-002'],
    'only the first component is kept',
    storing((document) => ({ ...document, components: list(document['components']).slice(0, 1) })),
  ),
  defect(
    'failed-stored-as-installed',
    ['USR-002'],
    'a failure is kept as a success',
    storing((document) =>
      stateOf(document) === 'failed' ? { ...document, status: { state: 'installed' } } : document,
    ),
  ),
  defect(
    'removal-not-stored',
    ['USR-002'],
    'the states removing and removed are acknowledged and not kept',
    recording(({ statuses }) => ({
      statuses: {
        put: (client, id, document) =>
          /"status":\{"state":"remov/.test(document) ? undefined : statuses.put(client, id, document),
      },
    })),
  ),
  defect(
    'adopted-version-rounded',
    ['USR-002', 'STA-012'],
    'an adoptedManifestVersion beyond 2^53 is kept as a double',
    storing((document) => {
      const version = document['adoptedManifestVersion'];
      return typeof version === 'bigint' ? { ...document, adoptedManifestVersion: BigInt(Number(version)) } : document;
    }),
  ),
  defect(
    'adopted-version-never-advances',
    ['USR-002', 'STA-012'],
    'the adoptedManifestVersion of the first status stays',
    recording(({ statuses }) => ({
      statuses: {
        put: (client, id, document) => {
          const before = parseJson(statuses.find(client, id) ?? 'null');
          const next = parseJson(document);
          statuses.put(
            client,
            id,
            isJsonObject(before) && isJsonObject(next)
              ? stringifyJson({ ...next, adoptedManifestVersion: before['adoptedManifestVersion'] ?? 1 })
              : document,
          );
        },
      },
    })),
  ),
  defect(
    'adopted-version-dropped',
    ['USR-002', 'STA-012'],
    'adoptedManifestVersion is not kept',
    storing(({ adoptedManifestVersion: _version, ...document }) => document),
  ),
  defect(
    'status-lost-on-restart',
    ['USR-006'],
    'statuses are forgotten when the WAS is restarted',
    recording((_stores, database) => {
      database.exec('DELETE FROM status');
      return {};
    }),
  ),
  defect(
    'status-lost-for-second-client',
    ['USR-002', 'STA-003'],
    'statuses of every client but the first are forgotten',
    perInstance(firstClientOnly),
  ),
  defect(
    'status-lost-under-concurrency',
    ['USR-002', 'STA-003'],
    'of two statuses that are under way at once, one is lost',
    perInstance(lostUnderConcurrency),
  ),
];

function oneForEachClient(): Fault {
  const kept = new Map<string, string>();
  return recording(({ statuses }) => ({
    statuses: {
      put: (client, id, document) => {
        const only = kept.get(client) ?? id;
        kept.set(client, only);
        if (only === id) statuses.put(client, id, document);
      },
    },
  }));
}

function firstClientOnly(): Fault {
  const order = new ClientOrder();
  return recording(({ statuses }) => ({
    statuses: {
      put: (client, id, document) => (order.ordinal(client) === 1 ? statuses.put(client, id, document) : undefined),
    },
  }));
}

function lostUnderConcurrency(): Fault {
  return replacing((behaviour) => {
    let underWay = 0;
    return {
      exchange: async (request, next) => {
        if (resourceOf(request) !== 'status') return behaviour.exchange(request, next);
        underWay += 1;
        try {
          const alone = underWay === 1;
          await new Promise((resolve) => setTimeout(resolve, 5));
          return alone ? await behaviour.exchange(request, next) : { status: 200, headers: {} };
        } finally {
          underWay -= 1;
        }
      },
    };
  });
}

/** Finds the deployment whoever it belongs to, and keeps the status under its owner. */
const foreignStatuses: Fault = recording(({ deployments, statuses }, database) => {
  const select = database.prepare('SELECT client FROM deployment WHERE id = ?');
  const ownerOf = (client: string, id: string): string => {
    const row = select.get(id);
    return row ? text(row, 'client') : client;
  };
  return {
    deployments: { find: (client, id) => deployments.find(ownerOf(client, id), id) },
    statuses: {
      find: (client, id) => statuses.find(ownerOf(client, id), id),
      put: (client, id, document) => statuses.put(ownerOf(client, id), id, document),
    },
  };
});

const observing = (change: (answer: JsonObject) => JsonObject): Fault =>
  replacing((behaviour) => ({
    control: async (call, next) => {
      const answer = await behaviour.control(call, next);
      return call.verb === 'observe' && answer.status === 200 ? { ...answer, body: change(answer.body) } : answer;
    },
  }));

const OPERATOR: readonly Defect[] = [
  defect(
    'foreign-status-overwrites',
    ['STA-014', 'GEN-008'],
    "a client can overwrite the status of another client's deployment",
    foreignStatuses,
  ),
  defect(
    'observe-says-pending',
    ['USR-002'],
    'the database says pending whatever was reported',
    observing((answer) => ({ ...answer, state: 'pending' })),
  ),
  defect(
    'observe-lags-one-report',
    ['USR-002'],
    'the database answers with the report before the latest',
    perInstance(lagging),
  ),
  defect(
    'observe-invents-a-state',
    ['USR-010'],
    'a deployment that the database does not know is called pending',
    replacing((behaviour) => ({
      control: async (call, next) => {
        try {
          return await behaviour.control(call, next);
        } catch (error) {
          if (call.verb === 'observe' && error instanceof ControlError && error.status === 404)
            return { status: 200, body: { state: 'pending', components: [] } };
          throw error;
        }
      },
    })),
  ),
  defect(
    'observe-without-components',
    ['USR-002'],
    'the database knows no components',
    observing((answer) => ({ ...answer, components: [] })),
  ),
  defect(
    'assign-key-not-known',
    ['USR-008'],
    'assigning twice with one key makes two deployments',
    recording(({ deployments }) => ({
      deployments: {
        byKey: () => undefined,
        add: (assignment) => deployments.add({ ...assignment, key: assignment.id }),
      },
    })),
  ),
  defect(
    'withdraw-twice-fails',
    ['USR-009'],
    'withdrawing a deployment again fails',
    perInstance(() => onceOnly('withdraw')),
  ),
  defect(
    'admit-twice-fails',
    ['USR-009'],
    'admitting a client again fails',
    perInstance(() => onceOnly('admit')),
  ),
  defect(
    'new-client-gets-404',
    ['USR-005', 'DSM-001'],
    'a client without deployments gets 404 instead of an empty manifest',
    answering(
      {
        resource: 'manifest',
        status: 200,
        when: (_request, { body }) => body?.toString().includes('"deployments":[]') === true,
      },
      (answer) => ({
        ...answer,
        status: 404,
        headers: { 'Content-Type': 'application/problem+json' },
        body: Buffer.from('{"type":"about:blank","title":"Not Found","status":404}'),
      }),
    ),
  ),
  defect(
    'second-endpoint-has-other-state',
    ['USR-007'],
    'every endpoint but the first is without the interface',
    perInstance(firstEndpointOnly),
  ),
];

function lagging(): Fault {
  const before = new Map<string, string>();
  return recording(({ statuses }) => ({
    statuses: {
      put: (client, id, document) => {
        const latest = before.get(id);
        before.set(id, document);
        statuses.put(client, id, latest ?? document);
      },
    },
  }));
}

function onceOnly(verb: string): Fault {
  const done = new Set<string>();
  return replacing((behaviour) => ({
    control: async (call, next) => {
      const name = stringifyJson(call.body);
      if (call.verb === verb && done.has(name)) throw new ControlError(409, 'this was done before');
      const answer = await behaviour.control(call, next);
      if (call.verb === verb) done.add(name);
      return answer;
    },
  }));
}

function firstEndpointOnly(): Fault {
  let first: string | undefined;
  return answering({}, (answer, { endpoint }) => {
    first ??= endpoint;
    return endpoint === first
      ? answer
      : {
          status: 404,
          headers: { 'Content-Type': 'application/problem+json' },
          body: Buffer.from('{"type":"about:blank","title":"Not Found","status":404}'),
        };
  });
}

export const STATUS_DEFECTS: readonly Defect[] = [...RESPONSES, ...RULES, ...STORED, ...OPERATOR];
