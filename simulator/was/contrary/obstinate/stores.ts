import type { ArtifactStore, DeviceStore, StatusStore, Stores } from '../../storage/stores.ts';
import { delayedStores } from '../delay.ts';

/** How far what the operator sees lags behind. */
const LAG_MS = 1_200;

/** Answers of one record as they were before the last burst of changes, until the lag has passed since its first. */
function lagging<Value>(): {
  readonly remember: (key: string, now: () => Value) => void;
  readonly shown: (key: string, now: () => Value) => Value;
} {
  const before = new Map<string, { readonly value: Value; readonly until: number }>();
  const current = (key: string) => {
    const snapshot = before.get(key);
    return snapshot && Date.now() < snapshot.until ? snapshot : undefined;
  };
  return {
    remember: (key, now) => {
      if (!current(key)) before.set(key, { value: now(), until: Date.now() + LAG_MS });
    },
    shown: (key, now) => {
      const snapshot = current(key);
      return snapshot ? snapshot.value : now();
    },
  };
}

/** The operator is shown devices late; children stay when their gateway goes (G-14). */
function lateDevices(devices: DeviceStore): DeviceStore {
  const view = lagging<ReturnType<DeviceStore['list']>>();
  return {
    ...devices,
    list: (client) => view.shown(client, () => devices.list(client)),
    put: (client, deviceId, document) => {
      view.remember(client, () => devices.list(client));
      devices.put(client, deviceId, document);
    },
    remove: (client, deviceId) => {
      const before = devices.list(client);
      view.remember(client, () => before);
      const removed = devices.remove(client, deviceId);
      const children = before.filter((device) => device.deviceId.startsWith(`${deviceId}/`));
      for (const child of children) devices.put(client, child.deviceId, child.document);
      return removed;
    },
  };
}

function lateStatuses(statuses: StatusStore): StatusStore {
  const view = lagging<string | undefined>();
  const keyOf = (client: string, deploymentId: string): string => `${client} ${deploymentId}`;
  return {
    ...statuses,
    find: (client, id) => view.shown(keyOf(client, id), () => statuses.find(client, id)),
    put: (client, id, document) => {
      view.remember(keyOf(client, id), () => statuses.find(client, id));
      statuses.put(client, id, document);
    },
  };
}

/** Nothing is kept that the current manifest does not list (G-30). */
function currentArtifacts(artifacts: ArtifactStore): ArtifactStore {
  const newest = new Map<string, number>();
  return {
    ...artifacts,
    put: (client, deploymentId, digest, generation, body) => {
      newest.set(client, generation);
      artifacts.put(client, deploymentId, digest, generation, body);
    },
    dropBefore: (client, generation) => artifacts.dropBefore(client, newest.get(client) ?? generation),
  };
}

/** Records that show late to both sides, and of which as little is kept as is allowed. */
export function obstinateStores(stores: Stores): Stores {
  return {
    ...delayedStores(stores),
    devices: lateDevices(stores.devices),
    statuses: lateStatuses(stores.statuses),
    artifacts: currentArtifacts(stores.artifacts),
  };
}
