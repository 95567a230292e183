import type { Credential } from '../../pki/svid.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Realm } from '../identity/peer.ts';
import type { PolicyKind } from '../identity/policy.ts';
import { mutualTls } from '../identity/tls-options.ts';
import { openDatabase } from '../storage/database.ts';
import { type Stores, storesOf } from '../storage/stores.ts';
import { dispatch } from './dispatch.ts';
import type { TlsEnd } from './door.ts';
import { type Listener, openListener } from './listener.ts';

export interface ApiSetup {
  /** One listener for each, all on the same records. */
  readonly names: readonly string[];
  /** File. */
  readonly database: string;
  readonly host: string;
  /** By endpoint name; any free port where there is none. */
  readonly ports: Readonly<Record<string, number>>;
  readonly identity: Credential;
  readonly realm: Realm;
  readonly behaviour: Behaviour;
  readonly policy: PolicyKind;
  readonly tls12: boolean;
  readonly behindProxy: boolean;
  readonly retainedManifests: number;
  readonly log: (line: string) => void;
}

/** The device side of a WAS: its listeners and its records, which open and close together. */
export interface Api {
  readonly ports: () => Readonly<Record<string, number>>;
  readonly stores: () => Stores;
  /** Closes listeners and database, then opens them again on the same ports from the same file. */
  readonly restart: () => Promise<void>;
  /** Runs work while the API serves; work that comes during a restart waits for its end. */
  readonly whenServing: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

interface Opened {
  readonly stores: Stores;
  readonly listeners: ReadonlyMap<string, Listener>;
  readonly close: () => Promise<void>;
}

async function open(setup: ApiSetup, ports: Readonly<Record<string, number>>): Promise<Opened> {
  const { behaviour, realm, policy, retainedManifests, log } = setup;
  await using opened = new AsyncDisposableStack();
  const database = openDatabase(setup.database);
  opened.defer(() => database.close());
  const stores = behaviour.stores(storesOf(database), database);
  const workshop = { behaviour, stores, retainedManifests };
  const tls: TlsEnd = setup.behindProxy
    ? 'at-proxy'
    : { here: behaviour.tlsOptions(mutualTls(setup.identity, realm, setup.tls12)) };
  const listeners = new Map<string, Listener>();
  for (const endpoint of setup.names) {
    const listener = await openListener({
      endpoint,
      host: setup.host,
      port: ports[endpoint] ?? 0,
      tls,
      realm,
      behaviour,
      dispatch: async (request, handler) => dispatch(request, handler, workshop, policy),
      log,
    });
    listeners.set(
      endpoint,
      opened.adopt(listener, (it) => it.close()),
    );
  }
  const everything = opened.move();
  return { stores, listeners, close: () => everything.disposeAsync() };
}

const portsOf = ({ listeners }: Opened): Record<string, number> =>
  Object.fromEntries(Array.from(listeners, ([name, { port }]) => [name, port]));

/** Opens the API of a WAS. */
export async function openApi(setup: ApiSetup): Promise<Api> {
  let current = await open(setup, setup.ports);
  let serving: Promise<void> = Promise.resolve();
  const reopen = async (): Promise<void> => {
    const ports = portsOf(current);
    await current.close();
    current = await open(setup, ports);
  };
  return {
    ports: () => portsOf(current),
    stores: () => current.stores,
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
