import type { DatabaseSync } from 'node:sqlite';
import type { ClientKey } from '../identity/peer.ts';
import type { Decision } from '../identity/policy.ts';
import { artifactStore } from './artifacts.ts';
import { clientStore } from './clients.ts';
import { transaction } from './database.ts';
import { deploymentStore } from './deployments.ts';
import { deviceStore } from './devices.ts';
import { manifestStore } from './manifests.ts';
import { registrationStore } from './registrations.ts';
import { statusStore } from './statuses.ts';

/** Everything that lasts. Each record belongs to one client and is looked up only under it (GEN-008, GEN-009). */
export interface Stores {
  readonly clients: ClientStore;
  readonly registrations: RegistrationStore;
  readonly devices: DeviceStore;
  readonly deployments: DeploymentStore;
  readonly manifests: ManifestStore;
  readonly artifacts: ArtifactStore;
  readonly statuses: StatusStore;
  readonly transaction: <Result>(work: () => Result) => Result;
}

/** The operator's decisions about clients. */
export interface ClientStore {
  readonly decide: (client: ClientKey, decision: Decision) => void;
  readonly decision: (client: ClientKey) => Decision | undefined;
}

/** The clients that were taken in by onboarding (ONB-013); neither an id nor a client is there twice. */
export interface RegistrationStore {
  readonly find: (clientId: string) => Registration | undefined;
  readonly of: (client: ClientKey) => Registration | undefined;
  /** Takes the place of a registration with the same id or of the same client. */
  readonly put: (registration: Registration) => void;
}

export interface Registration {
  readonly clientId: string;
  readonly client: ClientKey;
  /** The chain that the client onboarded with, in PEM, leaf first. */
  readonly certificate: string;
}

/** The capabilities as they were reported; a document is kept as its JSON text, so that no number is rounded. */
export interface DeviceStore {
  readonly has: (client: ClientKey, deviceId: string) => boolean;
  readonly put: (client: ClientKey, deviceId: string, document: string) => void;
  /** Takes the children along, since none exists without its gateway; false where there is no such device. */
  readonly remove: (client: ClientKey, deviceId: string) => boolean;
  readonly list: (client: ClientKey) => readonly StoredDevice[];
}

export interface StoredDevice {
  readonly deviceId: string;
  readonly document: string;
}

/** What the operator assigned. A withdrawn deployment is kept, for its last statuses (G-32). */
export interface DeploymentStore {
  readonly byKey: (key: string) => Assignment | undefined;
  readonly find: (client: ClientKey, id: string) => Assignment | undefined;
  /** Not withdrawn, in the order in which they were assigned. */
  readonly desired: (client: ClientKey) => readonly Assignment[];
  /** Grows with every change of what is desired; 0 before the first. */
  readonly revision: (client: ClientKey) => number;
  readonly add: (assignment: Omit<Assignment, 'withdrawn'>) => void;
  readonly change: (client: ClientKey, id: string, order: string) => void;
  readonly withdraw: (client: ClientKey, id: string) => void;
}

export interface Assignment {
  readonly id: string;
  readonly key: string;
  readonly client: ClientKey;
  readonly deviceId: string;
  /** JSON text of what the operator asked for. */
  readonly order: string;
  readonly withdrawn: boolean;
}

/** The latest manifest that was served to each client. */
export interface ManifestStore {
  readonly latest: (client: ClientKey) => StoredManifest | undefined;
  readonly put: (client: ClientKey, manifest: StoredManifest) => void;
}

export interface StoredManifest {
  readonly version: bigint;
  /** Of the desired state that it was made of. */
  readonly revision: number;
  /** What is in it, version aside; equal content is the same manifest. */
  readonly content: string;
  /** 1 for the first manifest of the client, one more for each after it. */
  readonly generation: number;
  readonly digest: string;
  readonly body: Buffer;
}

/** The bytes behind the content addresses; the deployment id of a bundle is empty. */
export interface ArtifactStore {
  readonly find: (client: ClientKey, deploymentId: string, digest: string) => Buffer | undefined;
  /** `generation` is that of the latest manifest which lists it. */
  readonly put: (client: ClientKey, deploymentId: string, digest: string, generation: number, body: Buffer) => void;
  readonly dropBefore: (client: ClientKey, generation: number) => void;
}

/** The latest status of each deployment, as its JSON text. */
export interface StatusStore {
  readonly has: (client: ClientKey, deploymentId: string) => boolean;
  readonly find: (client: ClientKey, deploymentId: string) => string | undefined;
  readonly put: (client: ClientKey, deploymentId: string, document: string) => void;
}

export const storesOf = (database: DatabaseSync): Stores => ({
  clients: clientStore(database),
  registrations: registrationStore(database),
  devices: deviceStore(database),
  deployments: deploymentStore(database),
  manifests: manifestStore(database),
  artifacts: artifactStore(database),
  statuses: statusStore(database),
  transaction: (work) => transaction(database, work),
});
