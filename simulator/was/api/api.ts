import type { RevisionId } from '../../protocol/revision.ts';
import type { Behaviour } from '../behaviour.ts';
import { openDatabase } from '../storage/database.ts';
import { scoped } from '../storage/scoped.ts';
import { type Stores, storesOf } from '../storage/stores.ts';
import type { RevisionInterface, Site } from './interface.ts';
import type { Listener } from './listener.ts';

/** A revision with the rules by which it is served here. */
export interface ServedRevision {
  readonly speaks: RevisionInterface;
  readonly behaviour: Behaviour;
}

export interface ApiSetup extends Site {
  readonly served: readonly ServedRevision[];
  /** One listener of each revision for each; all on the same records unless these are separate. */
  readonly names: readonly string[];
  readonly separate: boolean;
  /** File. */
  readonly database: string;
  /** By the name of the endpoint, after the prefix of the revision; any free port where there is none. */
  readonly ports: Readonly<Record<string, number>>;
  readonly retainedManifests: number;
}

/** The device side of a WAS: its listeners and its records, which open and close together. */
export interface Api {
  readonly ports: () => ReadonlyMap<RevisionId, Readonly<Record<string, number>>>;
  /** The records of an endpoint as the rules of a revision show them. */
  readonly stores: (revision: RevisionId, endpoint: string) => Stores;
  /** Closes listeners and database, then opens them again on the same ports from the same file. */
  readonly restart: () => Promise<void>;
  /** Runs work while the API serves; work that comes during a restart waits for its end. */
  readonly whenServing: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

interface OpenEndpoint {
  readonly revision: RevisionId;
  readonly portName: string;
  readonly endpoint: string;
  readonly stores: Stores;
  readonly listener: Listener;
}

interface Opened {
  readonly endpoints: readonly OpenEndpoint[];
  readonly close: () => Promise<void>;
}

async function open(setup: ApiSetup, ports: Readonly<Record<string, number>>): Promise<Opened> {
  const { names, separate, served, retainedManifests } = setup;
  await using opened = new AsyncDisposableStack();
  const database = openDatabase(setup.database);
  opened.defer(() => database.close());
  const records = storesOf(database);
  const endpoints: OpenEndpoint[] = [];
  for (const { speaks, behaviour } of served) {
    const { revision, portPrefix } = speaks;
    const shared = separate ? undefined : behaviour.stores(records, database);
    for (const endpoint of names) {
      const stores = shared ?? behaviour.stores(scoped(records, endpoint), database);
      const portName = portPrefix + endpoint;
      const workshop = { behaviour, stores, retainedManifests };
      const listener = await speaks.open({ ...setup, endpoint, port: ports[portName] ?? 0, workshop });
      opened.defer(() => listener.close());
      endpoints.push({ revision, portName, endpoint, stores, listener });
    }
  }
  const everything = opened.move();
  return { endpoints, close: () => everything.disposeAsync() };
}

const portsOf = ({ endpoints }: Opened): Record<string, number> =>
  Object.fromEntries(endpoints.map(({ portName, listener }) => [portName, listener.port]));

/** Opens the API of a WAS. */
export async function openApi(setup: ApiSetup): Promise<Api> {
  let current = await open(setup, setup.ports);
  let serving: Promise<void> = Promise.resolve();
  const reopen = async (): Promise<void> => {
    const ports = portsOf(current);
    await current.close();
    current = await open(setup, ports);
  };
  const endpointsOf = (revision: RevisionId): readonly OpenEndpoint[] =>
    current.endpoints.filter((open) => open.revision === revision);
  return {
    ports: () =>
      new Map(
        setup.served.map(({ speaks: { revision } }) => [
          revision,
          Object.fromEntries(endpointsOf(revision).map(({ endpoint, listener }) => [endpoint, listener.port])),
        ]),
      ),
    stores: (revision, endpoint) => {
      const found = endpointsOf(revision).find((open) => open.endpoint === endpoint);
      if (!found) throw new RangeError(`ENDPOINT_UNKNOWN: ${revision} is not served at ${endpoint}`);
      return found.stores;
    },
    restart: () => {
      serving = serving.then(reopen);
      return serving;
    },
    whenServing: async (work) => {
      await serving;
      return work();
    },
    close: async () => {
      await serving;
      await current.close();
    },
  };
}
