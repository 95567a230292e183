import { type JsonObject, stringifyJson } from '../../protocol/json.ts';
import { ControlError } from '../control/call.ts';
import { text } from '../storage/rows.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { answering } from './exchanges.ts';
import { recording } from './records.ts';

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

export const OPERATOR_DEFECTS: readonly Defect[] = [
  defect(
    'foreign-status-overwrites',
    ['STA-014', 'GEN-008', 'USR-010'],
    "a client can overwrite the status of another client's deployment",
    foreignStatuses,
  ),
  defect(
    'observe-says-pending',
    ['USR-002', 'USR-011'],
    'the database says pending whatever was reported',
    observing((answer) => ({ ...answer, state: 'pending' })),
  ),
  defect(
    'observe-lags-one-report',
    ['USR-002', 'USR-011'],
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
    ['USR-002', 'USR-011'],
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
    ['USR-005', 'DSM-001', 'DSM-004', 'DSM-005'],
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
