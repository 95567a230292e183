import { AsyncLocalStorage } from 'node:async_hooks';
import { stringifyJson } from '../../../protocol/json.ts';
import type { ControlAnswer, ControlCall } from '../../control/call.ts';
import type { DeploymentStore } from '../../storage/stores.ts';
import { type Defect, type Fault, perInstance, replacing } from '../defect.ts';
import { recording } from '../records.ts';
import { Crowd, held, type Served } from './crowd.ts';
import { loadDefect } from './load-defect.ts';

const CHANGES: ReadonlySet<string> = new Set(['assign', 'update', 'withdraw']);

/** A change of the operator that is under way; whose it is, is known once it is recorded. */
interface Change extends Served<Change> {
  recordedFor?: string;
}

const namedIn = ({ body }: ControlCall): string => stringifyJson(body['client'] ?? null);

/** Tells of each change that is recorded which others were under way. */
function changing(onRecorded: (client: string, change: Change) => void): Fault {
  const underWay = new Crowd<Change>();
  const current = new AsyncLocalStorage<Change>();
  const holding = replacing((behaviour) => ({
    control: (call, next) => {
      if (!CHANGES.has(call.verb)) return behaviour.control(call, next);
      const change: Change = { client: namedIn(call), met: new Set() };
      return underWay.hold(change, () => current.run(change, () => behaviour.control(call, next)));
    },
  }));
  const recorded = (client: string): void => {
    const change = current.getStore();
    if (!change) return;
    change.recordedFor = client;
    onRecorded(client, change);
  };
  const telling = recording(({ deployments }) => ({
    deployments: {
      add: (assignment) => {
        deployments.add(assignment);
        recorded(assignment.client);
      },
      change: (client, id, order) => {
        deployments.change(client, id, order);
        recorded(client);
      },
      withdraw: (client, id) => {
        deployments.withdraw(client, id);
        recorded(client);
      },
    },
  }));
  return (behaviour) => telling(holding(behaviour));
}

/** The counters are read, advanced and written back by all changes at once. */
function counterRace(): Fault {
  const raced = new Set<string>();
  const racing = changing((client, { met }) => {
    if (met.size > 0) raced.add(client);
  });
  const counting = replacing((behaviour) => ({
    nextManifestVersion: (previous, client) =>
      raced.delete(client) && previous !== undefined ? previous : behaviour.nextManifestVersion(previous, client),
  }));
  return (behaviour) => counting(racing(behaviour));
}

/** The next id is looked up before the deployment under the last one is recorded. */
function sharedId(): Fault {
  return replacing((behaviour) => {
    let assigning: Promise<ControlAnswer> | undefined;
    return {
      control: async (call, next) => {
        if (call.verb !== 'assign') return behaviour.control(call, next);
        if (assigning !== undefined) return await assigning;
        assigning = held().then(() => behaviour.control(call, next));
        try {
          return await assigning;
        } finally {
          assigning = undefined;
        }
      },
    };
  });
}

/** Orders that are taken in one batch are all handed to each of those whose they are. */
function sharedBatch(): Fault {
  const neighbours = new Map<string, Set<string>>();
  const batching = changing((client, { met }) => {
    for (const { recordedFor } of met) {
      if (recordedFor === undefined || recordedFor === client) continue;
      neighbours.set(client, (neighbours.get(client) ?? new Set()).add(recordedFor));
    }
  });
  const desiredBy = (client: string, { desired }: DeploymentStore): ReturnType<DeploymentStore['desired']> => [
    ...desired(client),
    ...Array.from(neighbours.get(client) ?? []).flatMap((neighbour) => desired(neighbour)),
  ];
  const showing = recording(({ deployments }) => ({
    deployments: { desired: (client) => desiredBy(client, deployments) },
  }));
  return (behaviour) => showing(batching(behaviour));
}

export const CONCURRENT_CHANGE_DEFECTS: readonly Defect[] = [
  loadDefect(
    'version-repeated-after-a-race',
    ['DSM-007'],
    'a change that was made together with another client’s gets the version that the manifest had before',
    'no other client is changed while it is',
    perInstance(counterRace),
  ),
  loadDefect(
    'concurrent-assigns-share-an-id',
    ['DSM-001', 'WFL-007', 'USR-002'],
    'of deployments that are assigned at once, all get one id, and only the first is ever shown',
    'no other deployment is being assigned when its own is',
    perInstance(sharedId),
  ),
  loadDefect(
    'assigned-to-a-neighbour-too',
    ['GEN-008', 'DSM-001', 'DEP-002'],
    'a client that is changed together with another one is shown the deployments of that one, too',
    'there is nobody else in the batch',
    perInstance(sharedBatch),
  ),
];
