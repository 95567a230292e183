import { isJsonObject, type JsonObject, type JsonValue, parseJson, stringifyJson } from '../../protocol/json.ts';
import type { FieldError } from '../http/problem.ts';
import { text } from '../storage/rows.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { answering, resourceOf, without, withStatus } from './exchanges.ts';
import { ClientOrder, recording } from './records.ts';

const PUT = { resource: 'capabilities', method: 'PUT' } as const;
const DELETE = { resource: 'capabilities', method: 'DELETE' } as const;

const upserting = (status: (existed: boolean) => number): Fault =>
  answering({ ...PUT, status: [200, 201] }, (answer) => withStatus(status(answer.status === 200))(answer));

const RESPONSES: readonly Defect[] = [
  defect(
    'put-never-201',
    ['CAP-006'],
    'a first report is answered with 200',
    upserting(() => 200),
  ),
  defect(
    'put-always-201',
    ['CAP-006'],
    'an update is answered with 201',
    upserting(() => 201),
  ),
  defect(
    'put-answers-204',
    ['CAP-006'],
    'reports are answered with 204',
    upserting(() => 204),
  ),
  defect(
    'put-answers-202',
    ['CAP-006'],
    'reports are answered with 202',
    upserting(() => 202),
  ),
  defect(
    'delete-answers-200',
    ['CAP-007'],
    'a deletion is answered with 200',
    answering({ ...DELETE, status: 204 }, withStatus(200)),
  ),
  defect(
    'delete-of-unknown-is-204',
    ['CAP-007'],
    'deleting an unknown device succeeds',
    answering({ ...DELETE, status: 404 }, () => ({ status: 204, headers: {} })),
  ),
  defect(
    'delete-twice-is-204',
    ['CAP-007'],
    'deleting a device that was deleted before succeeds',
    perInstance(deletedBefore),
  ),
  defect(
    'malformed-capabilities-are-422',
    ['CAP-006'],
    'a body that is no JSON is answered with 422',
    answering({ ...PUT, status: 400 }, withStatus(422)),
  ),
  defect(
    'malformed-capabilities-are-500',
    ['CAP-006'],
    'a body that is no JSON is answered with 500',
    answering({ ...PUT, status: 400 }, withStatus(500)),
  ),
  defect(
    'malformed-capabilities-accepted',
    ['CAP-006'],
    'a body that is no JSON is acknowledged',
    answering({ ...PUT, status: 400 }, () => ({ status: 200, headers: {} })),
  ),
  defect(
    'semantic-errors-are-400',
    ['CAP-006'],
    'capabilities that break the schema are answered with 400',
    answering({ ...PUT, status: 422 }, withStatus(400)),
  ),
  defect(
    'semantic-errors-accepted',
    ['CAP-006'],
    'capabilities that break the schema are acknowledged',
    answering({ ...PUT, status: 422 }, () => ({ status: 200, headers: {} })),
  ),
  defect(
    'truncated-json-accepted',
    ['CAP-006'],
    'a body that ends early is acknowledged',
    answering({ ...PUT, status: 400, when: ({ body }) => body.toString().trimStart().startsWith('{') }, () => ({
      status: 200,
      headers: {},
    })),
  ),
];

function deletedBefore(): Fault {
  const deleted = new Set<string>();
  return answering(DELETE, (answer, { path, peer }) => {
    const name = `${peer.spiffeId} ${path}`;
    if (answer.status === 204) deleted.add(name);
    return deleted.has(name) ? { status: 204, headers: {} } : answer;
  });
}

const member = (document: JsonValue, name: string): JsonValue | undefined =>
  isJsonObject(document) ? document[name] : undefined;

/** Judges documents otherwise: `forgives` drops errors, `invents` adds some. */
const judging = (
  forgives: (error: FieldError) => boolean,
  invents: (document: JsonValue, deviceId: string) => boolean = () => false,
): Fault =>
  replacing((behaviour) => ({
    capabilityErrors: (document, deviceId) => [
      ...behaviour.capabilityErrors(document, deviceId).filter((error) => !forgives(error)),
      ...(invents(document, deviceId) ? [{ field: '', message: 'is not accepted here' }] : []),
    ],
  }));
const keep = (): boolean => false;
const properties = (document: JsonValue): JsonObject => {
  const value = member(document, 'properties');
  return isJsonObject(value) ? value : {};
};
const lists = (value: JsonValue | undefined, known: readonly string[]): boolean =>
  Array.isArray(value) && value.some((item) => !known.includes(String(item)));
const isHost = (document: JsonValue): boolean => 'cpus' in properties(document);

const RULES: readonly Defect[] = [
  defect(
    'missing-serial-number-accepted',
    ['CAP-006'],
    'capabilities without a serial number are accepted',
    judging(({ message }) => message.includes("'serialNumber'")),
  ),
  defect(
    'wrong-types-accepted',
    ['CAP-006'],
    'members of the wrong JSON type are accepted',
    judging(({ message }) => message.startsWith('must be ')),
  ),
  defect(
    'unknown-root-member-accepted',
    ['CAP-006'],
    'a root member that is no extension is accepted',
    judging(({ message }) => message.includes('additional properties')),
  ),
  defect(
    'unknown-runtime-refused',
    ['CAP-015'],
    'a runtime outside the enumeration is refused',
    judging(keep, (document) => lists(properties(document)['supportedRuntimes'], ['oci', 'custom'])),
  ),
  defect(
    'unknown-deployment-type-refused',
    ['CAP-015'],
    'a deployment type outside the enumeration is refused',
    judging(keep, (document) => lists(properties(document)['supportedDeploymentTypes'], ['helm', 'compose', 'custom'])),
  ),
  defect(
    'non-hosting-gateway-refused',
    ['CAP-006', 'CAP-011'],
    'a device that states no processors is refused',
    judging(keep, (document) => !isHost(document)),
  ),
  defect(
    'hosting-gateway-refused',
    ['CAP-006', 'GWY-005'],
    'a second report of a device that hosts workloads is refused once it has children',
    perInstance(hostingGateway),
  ),
  defect(
    'extension-refused',
    ['CAP-006', 'CAP-020'],
    'capabilities with an extension are refused',
    judging(keep, (document) => isJsonObject(document) && Object.keys(document).some((name) => name.startsWith('x-'))),
  ),
  defect(
    'unknown-property-refused',
    ['CAP-006'],
    'an unknown member of properties is refused',
    judging(keep, (document) => Object.keys(properties(document)).some((name) => !KNOWN_PROPERTIES.includes(name))),
  ),
  defect(
    'array-labels-refused',
    ['CAP-006', 'CAP-017', 'USR-004'],
    'labels whose value is a list are refused',
    judging(keep, (document) => Object.values(labels(document)).some(Array.isArray)),
  ),
  defect(
    'boolean-labels-refused',
    ['CAP-006', 'CAP-017', 'USR-004'],
    'labels whose value is a boolean are refused',
    judging(keep, (document) => Object.values(labels(document)).some((value) => typeof value === 'boolean')),
  ),
  defect(
    'large-machines-refused',
    ['CAP-006', 'USR-003'],
    'more than 64 cores in one entry are refused',
    judging(keep, (document) => {
      const cpus = properties(document)['cpus'];
      return Array.isArray(cpus) && cpus.some((cpu) => Number(member(cpu, 'cores')) > 64);
    }),
  ),
  defect(
    'tilde-in-device-id-refused',
    ['CAP-006', 'CAP-008'],
    'a deviceId with a tilde is refused',
    judging(keep, (_document, deviceId) => deviceId.includes('~')),
  ),
  defect(
    'child-before-gateway-accepted',
    ['GWY-004', 'CAP-006'],
    'a child is accepted before its gateway',
    replacing(() => ({ gatewayOf: () => undefined })),
  ),
  defect(
    'every-ancestor-required',
    ['GWY-004', 'CAP-006'],
    'a child is refused while the device right above it is unknown',
    replacing(() => ({
      gatewayOf: (deviceId) => (deviceId.includes('/') ? deviceId.slice(0, deviceId.lastIndexOf('/')) : undefined),
    })),
  ),
  defect(
    'deep-children-refused',
    ['GWY-002', 'CAP-006'],
    'children of more than two segments are refused',
    judging(keep, (_document, deviceId) => deviceId.split('/').length > 2),
  ),
  defect(
    'raw-slash-refused',
    ['CAP-008', 'GWY-002'],
    'a deviceId with raw slashes is an unknown path',
    answering({ resource: 'capabilities', when: ({ path }) => path.split('/').length > 5 }, withStatus(404)),
  ),
];

const KNOWN_PROPERTIES = [
  'id',
  'vendor',
  'modelNumber',
  'serialNumber',
  'cpus',
  'memory',
  'storage',
  'peripherals',
  'interfaces',
  'otelCollector',
  'supportedRuntimes',
  'supportedDeploymentTypes',
];
const labels = (document: JsonValue): JsonObject => {
  const value = member(document, 'labels');
  return isJsonObject(value) ? value : {};
};

function hostingGateway(): Fault {
  const parents = new Set<string>();
  return judging(keep, (document, deviceId) => {
    const [top = '', ...below] = deviceId.split('/');
    if (below.length > 0) parents.add(top);
    return parents.has(deviceId) && isHost(document);
  });
}

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

const STORED: readonly Defect[] = [
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
    ['USR-006'],
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

const everywhere = 'SELECT client, device_id FROM device WHERE device_id = ?';

/** Whose device it is, where records are looked up by deviceId alone. */
const sharing = (): Fault =>
  recording(({ devices }, database) => {
    const select = database.prepare(everywhere);
    const ownerOf = (client: string, deviceId: string): string => {
      const row = select.get(deviceId);
      return row ? text(row, 'client') : client;
    };
    return {
      devices: {
        has: (client, id) => devices.has(ownerOf(client, id), id),
        put: (client, id, document) => devices.put(ownerOf(client, id), id, document),
        remove: (client, id) => devices.remove(ownerOf(client, id), id),
      },
    };
  });

const SCOPE: readonly Defect[] = [
  defect(
    'devices-shared-between-clients',
    ['GEN-009', 'GEN-008'],
    'two clients that report one deviceId have one record',
    sharing(),
  ),
  defect(
    'foreign-device-deleted',
    ['GEN-008', 'CAP-007'],
    'a client can delete the device of another',
    recording(({ devices }, database) => {
      const select = database.prepare(everywhere);
      return {
        devices: {
          remove: (client, id) => {
            const row = devices.has(client, id) ? undefined : select.get(id);
            return devices.remove(row ? text(row, 'client') : client, id);
          },
        },
      };
    }),
  ),
  defect(
    'gateway-of-another-client-suffices',
    ['GWY-004', 'GEN-008', 'GEN-009'],
    "a child is accepted below another client's gateway",
    recording(({ devices }, database) => {
      const select = database.prepare(everywhere);
      return {
        devices: {
          has: (client, id) => devices.has(client, id) || (!id.includes('/') && select.get(id) !== undefined),
        },
      };
    }),
  ),
  defect(
    'report-copied-to-first-client',
    ['GEN-008', 'GEN-009'],
    'what later clients report also appears under the first one',
    perInstance(copying),
  ),
  defect(
    'second-client-updates-lost',
    ['CAP-006', 'USR-001'],
    'updates of every client but the first are lost',
    perInstance(secondClient),
  ),
  defect(
    'capabilities-lost-under-concurrency',
    ['CAP-006', 'USR-001'],
    'of two reports that are under way at once, one is lost',
    perInstance(lostUnderConcurrency),
  ),
  defect(
    'body-names-the-device',
    ['CAP-006', 'USR-001'],
    'the record is kept under the serial number instead of the deviceId',
    recording(({ devices }) => ({
      devices: {
        list: (client) =>
          devices.list(client).map((device) => {
            const serial = properties(parseJson(device.document))['serialNumber'];
            return typeof serial === 'string' ? { ...device, deviceId: serial } : device;
          }),
      },
    })),
  ),
];

function copying(): Fault {
  const order = new ClientOrder();
  let first: string | undefined;
  return recording(({ devices }) => ({
    devices: {
      put: (client, id, document) => {
        if (order.ordinal(client) === 1) first = client;
        else if (first !== undefined) devices.put(first, id, document);
        devices.put(client, id, document);
      },
    },
  }));
}

function secondClient(): Fault {
  const order = new ClientOrder();
  return recording(({ devices }) => ({
    devices: {
      put: (client, id, document) => {
        if (order.ordinal(client) === 1 || !devices.has(client, id)) devices.put(client, id, document);
      },
    },
  }));
}

/** Holds reports back for a moment, and loses one that comes while another is held. */
function lostUnderConcurrency(): Fault {
  let underWay = 0;
  return replacing((behaviour) => ({
    exchange: async (request, next) => {
      if (resourceOf(request) !== 'capabilities' || request.method !== 'PUT') return behaviour.exchange(request, next);
      underWay += 1;
      try {
        const alone = underWay === 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
        return alone ? await behaviour.exchange(request, next) : { status: 201, headers: {} };
      } finally {
        underWay -= 1;
      }
    },
  }));
}

export const CAPABILITY_DEFECTS: readonly Defect[] = [...RESPONSES, ...RULES, ...STORED, ...SCOPE];
