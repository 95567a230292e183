import { isJsonObject, type JsonObject, type JsonValue, parseJson, stringifyJson } from '../../protocol/json.ts';
import { labels, member, properties } from './capability-documents.ts';
import { type Defect, defect, type Fault, perInstance } from './defect.ts';
import { without } from './exchanges.ts';
import { recording } from './records.ts';

/** Changes a document on its way into the store. */
const storing = (change: (document: JsonObject) => JsonObject): Fault =>
  recording(({ devices }) => ({
    devices: {
      put: (client, deviceId, document) => {
        const parsed = parseJson(document);
        devices.put(client, deviceId, stringifyJson(isJsonObject(parsed) ? change(parsed) : parsed));
      },
    },
  }));

const mapProperties =
  (change: (properties: JsonObject) => JsonObject) =>
  (document: JsonObject): JsonObject => ({ ...document, properties: change(properties(document)) });

const mapLabels =
  (change: (name: string, value: JsonValue) => readonly [string, JsonValue]) =>
  (document: JsonObject): JsonObject =>
    'labels' in document
      ? {
          ...document,
          labels: Object.fromEntries(Object.entries(labels(document)).map(([name, value]) => change(name, value))),
        }
      : document;

const roundNumbers = (value: JsonValue): JsonValue => {
  if (typeof value === 'number') return Math.round(value);
  if (Array.isArray(value)) return value.map(roundNumbers);
  return isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, roundNumbers(item)]))
    : value;
};

export const DEVICE_RECORD_DEFECTS: readonly Defect[] = [
  defect(
    'report-not-stored',
    ['CAP-006', 'USR-001'],
    'a first report is acknowledged and forgotten',
    recording(() => ({ devices: { put: () => undefined } })),
  ),
  defect(
    'update-not-stored',
    ['CAP-006', 'USR-001'],
    'an update is acknowledged and the first report kept',
    recording(({ devices }) => ({
      devices: {
        put: (client, id, document) => (devices.has(client, id) ? undefined : devices.put(client, id, document)),
      },
    })),
  ),
  defect('update-merged', ['CAP-006', 'USR-001'], 'members that an update leaves out stay as they were', merging()),
  defect(
    'delete-without-effect',
    ['CAP-007', 'USR-001'],
    'a deletion is acknowledged and the device kept',
    recording(({ devices }) => ({ devices: { remove: (client, id) => devices.has(client, id) } })),
  ),
  defect(
    'delete-of-child-removes-gateway',
    ['CAP-007', 'GWY-006'],
    'deleting a child deletes its gateway too',
    recording(({ devices }) => ({
      devices: {
        remove: (client, id) => {
          const found = devices.remove(client, id);
          if (found && id.includes('/')) devices.remove(client, id.split('/')[0] ?? '');
          return found;
        },
      },
    })),
  ),
  defect('labels-dropped', ['USR-001', 'USR-004'], 'labels are not kept', storing(without('labels'))),
  defect(
    'label-lists-joined',
    ['USR-001', 'USR-004'],
    'a label that is a list is kept as one text',
    storing(mapLabels((name, value) => [name, Array.isArray(value) ? value.join(',') : value])),
  ),
  defect(
    'label-keys-lowered',
    ['USR-001', 'USR-004'],
    'label keys are kept in lower case',
    storing(mapLabels((name, value) => [name.toLowerCase(), value])),
  ),
  defect(
    'labels-stringified',
    ['USR-001', 'USR-004'],
    'label values are kept as texts',
    storing(mapLabels((name, value) => [name, Array.isArray(value) ? value : String(value)])),
  ),
  defect(
    'numbers-rounded',
    ['USR-001', 'USR-003'],
    'numbers are kept as integers',
    storing((document) => {
      const rounded = roundNumbers(document);
      return isJsonObject(rounded) ? rounded : document;
    }),
  ),
  defect(
    'cpus-summed',
    ['CAP-012', 'USR-001', 'USR-003'],
    'the processors are kept as one entry with the sum of their cores',
    storing(
      mapProperties((known) => {
        const { cpus } = known;
        return Array.isArray(cpus) && cpus.length > 1
          ? {
              ...known,
              cpus: [
                { cores: cpus.reduce((sum: number, cpu: JsonValue) => sum + Number(member(cpu, 'cores') ?? 0), 0) },
              ],
            }
          : known;
      }),
    ),
  ),
  defect(
    'peripherals-dropped',
    ['USR-001', 'USR-003'],
    'peripherals and interfaces are not kept',
    storing(mapProperties(without('peripherals', 'interfaces'))),
  ),
  defect(
    'memory-normalised',
    ['USR-001', 'USR-003'],
    'the space in a memory size is removed',
    storing(
      mapProperties((known) =>
        typeof known['memory'] === 'string' ? { ...known, memory: known['memory'].replace(' ', '') } : known,
      ),
    ),
  ),
  defect(
    'unknown-runtime-becomes-oci',
    ['CAP-015', 'USR-001'],
    'an unknown runtime is kept as oci',
    storing(
      mapProperties((known) => {
        const runtimes = known['supportedRuntimes'];
        return Array.isArray(runtimes)
          ? {
              ...known,
              supportedRuntimes: runtimes.map((runtime: JsonValue) => (runtime === 'custom' ? runtime : 'oci')),
            }
          : known;
      }),
    ),
  ),
  defect(
    'device-id-lowered',
    ['USR-001', 'CAP-008', 'GWY-002'],
    'a deviceId is kept in lower case',
    recording(({ devices }) => ({
      devices: {
        list: (client) =>
          devices.list(client).map((device) => ({ ...device, deviceId: device.deviceId.toLowerCase() })),
      },
    })),
  ),
  defect(
    'second-device-replaces-first',
    ['CAP-006', 'USR-001', 'GWY-001'],
    'a client has only the device that it reported last',
    recording(({ devices, transaction }) => ({
      devices: {
        put: (client, id, document) =>
          transaction(() => {
            for (const { deviceId } of devices.list(client))
              if (!id.startsWith(`${deviceId}/`)) devices.remove(client, deviceId);
            devices.put(client, id, document);
          }),
      },
    })),
  ),
  defect(
    'third-device-not-stored',
    ['CAP-006', 'USR-001', 'GWY-001'],
    'the third device of a client is acknowledged and forgotten',
    recording(({ devices }) => ({
      devices: {
        put: (client, id, document) =>
          devices.list(client).length >= 2 && !devices.has(client, id) ? undefined : devices.put(client, id, document),
      },
    })),
  ),
  defect(
    'capabilities-lost-on-restart',
    ['USR-006', 'CAP-006'],
    'reports are forgotten when the WAS is restarted',
    recording((_stores, database) => {
      database.exec('DELETE FROM device');
      return {};
    }),
  ),
  defect(
    'last-update-lost-on-restart',
    ['USR-006'],
    'the update of a report is forgotten when the WAS is restarted',
    perInstance(firstReports),
  ),
];

function merging(): Fault {
  return recording(({ devices }) => ({
    devices: {
      put: (client, deviceId, document) => {
        const before = devices.list(client).find((device) => device.deviceId === deviceId);
        const [old, next] = [parseJson(before?.document ?? '{}'), parseJson(document)];
        const merged =
          isJsonObject(old) && isJsonObject(next)
            ? { ...old, ...next, properties: { ...properties(old), ...properties(next) } }
            : next;
        devices.put(client, deviceId, stringifyJson(merged));
      },
    },
  }));
}

function firstReports(): Fault {
  const first = new Map<string, { client: string; deviceId: string; document: string }>();
  return recording(({ devices }) => {
    for (const { client, deviceId, document } of first.values()) devices.put(client, deviceId, document);
    return {
      devices: {
        put: (client, deviceId, document) => {
          const name = `${client} ${deviceId}`;
          if (!first.has(name)) first.set(name, { client, deviceId, document });
          devices.put(client, deviceId, document);
        },
      },
    };
  });
}
