import { isJsonObject, type JsonValue, parseJson, stringifyJson } from '../../../protocol/json.ts';
import { type Defect, type Fault, perInstance, replacing } from '../defect.ts';
import { answering, withStatus } from '../exchanges.ts';
import { recording } from '../records.ts';
import { both, preDraft } from './ruling.ts';

const STATES = /"state":"[A-Z]/;

/** Tells whether anything in a document is a number. */
function hasNumber(value: JsonValue): boolean {
  if (typeof value === 'number' || typeof value === 'bigint') return true;
  if (Array.isArray(value)) return value.some((item: JsonValue) => hasNumber(item));
  return isJsonObject(value) && Object.values(value).some(hasNumber);
}

const amountsIn = (document: JsonValue): boolean => {
  const properties = isJsonObject(document) ? document['properties'] : undefined;
  const resources = isJsonObject(properties) ? properties['resources'] : undefined;
  return isJsonObject(resources) && ['memory', 'storage'].some((name) => hasNumber(resources[name] ?? null));
};

/** What becomes of capabilities and statuses. */
export const PRE_DRAFT_REPORT_DEFECTS: readonly Defect[] = [
  preDraft(
    'pre-draft-capabilities-are-200',
    ['CAP-006'],
    'a report is answered with 200',
    replacing(() => ({ deviceTaken: () => 200 })),
  ),
  preDraft(
    'pre-draft-update-is-204',
    ['CAP-006'],
    'a later report is answered with 204',
    replacing((behaviour) => ({ deviceTaken: (existed) => (existed ? 204 : behaviour.deviceTaken(existed)) })),
  ),
  preDraft(
    'pre-draft-put-is-405',
    ['GEN-001', 'CAP-006', 'ONB-002'],
    'capabilities cannot be sent with PUT',
    answering({ resource: 'capabilities', method: 'PUT', status: 201 }, withStatus(405)),
  ),
  preDraft(
    'pre-draft-put-changes-nothing',
    ['USR-001', 'USR-003'],
    'a later report is acknowledged and not kept',
    recording(({ devices }) => ({
      devices: {
        put: (client, deviceId, document) => {
          if (!devices.has(client, deviceId)) devices.put(client, deviceId, document);
        },
      },
    })),
  ),
  preDraft(
    'pre-draft-update-is-laid-over-the-report-before',
    ['USR-001'],
    'what a device no longer says of itself stays',
    recording(({ devices }) => ({
      devices: {
        put: (client, deviceId, document) => {
          const before = devices.list(client).find((device) => device.deviceId === deviceId)?.document;
          devices.put(client, deviceId, before === undefined ? document : laidOver(before, document));
        },
      },
    })),
  ),
  preDraft(
    'pre-draft-capabilities-shared-by-name',
    ['USR-016', 'USR-001'],
    'devices of the same name of two clients have one record',
    perInstance(sharedByName),
  ),
  preDraft(
    'pre-draft-integer-amounts-refused',
    ['CAP-006', 'USR-003'],
    'amounts in integers are refused',
    replacing((behaviour) => ({
      capabilityErrors: (document, deviceId) => [
        ...behaviour.capabilityErrors(document, deviceId),
        ...(amountsIn(document) ? [{ field: '/properties/resources', message: 'must have a unit' }] : []),
      ],
    })),
  ),
  preDraft(
    'pre-draft-any-capabilities-accepted',
    ['CAP-006'],
    'what is no capabilities document is acknowledged',
    replacing(() => ({ capabilityErrors: () => [] })),
  ),
  preDraft(
    'pre-draft-malformed-capabilities-accepted',
    ['CAP-006'],
    'capabilities that are no JSON are acknowledged',
    answering({ resource: 'capabilities', status: 400 }, withStatus(201)),
  ),
  preDraft(
    'pre-draft-refused-capabilities-are-redirected',
    ['CAP-006'],
    'who reports what is refused is sent to a page about errors',
    answering({ resource: 'capabilities', status: 400 }, () => ({ status: 302, headers: { Location: '/errors' } })),
  ),
  preDraft(
    'pre-draft-repeated-report-is-204',
    ['CAP-006'],
    'a report that repeats the last one word for word is answered with 204',
    perInstance(repetitionTold),
  ),
  preDraft(
    'pre-draft-status-is-200',
    ['STA-003'],
    'a status is answered with 200',
    replacing(() => ({ statusTaken: () => 200 })),
  ),
  preDraft(
    'pre-draft-later-status-is-200',
    ['STA-003'],
    'a later status is answered with 200',
    replacing((behaviour) => ({ statusTaken: (existed) => (existed ? 200 : behaviour.statusTaken(existed)) })),
  ),
  preDraft(
    'pre-draft-capital-states-refused',
    ['STA-003'],
    'states in capital letters are refused',
    answering({ resource: 'status', status: 201, when: ({ body }) => STATES.test(body.toString()) }, withStatus(400)),
  ),
  preDraft(
    'pre-draft-malformed-status-accepted',
    ['STA-003'],
    'a status that is no JSON is acknowledged',
    answering({ resource: 'status', status: 400 }, withStatus(201)),
  ),
  preDraft(
    'pre-draft-status-of-unknown-deployment-accepted',
    ['STA-003', 'USR-016'],
    'a status of a deployment that nobody assigned is acknowledged',
    answering({ resource: 'status', status: 404 }, withStatus(201)),
  ),
  preDraft(
    'pre-draft-status-goes-where-its-body-says',
    ['USR-016'],
    "a report whose body names another client's deployment becomes the status of that one",
    perInstance(followingTheBody),
  ),
  preDraft(
    'pre-draft-status-not-kept',
    ['USR-002'],
    'the database shows the first status of a deployment for ever',
    recording(({ statuses }) => ({
      statuses: {
        put: (client, deploymentId, document) => {
          if (!statuses.has(client, deploymentId)) statuses.put(client, deploymentId, document);
        },
      },
    })),
  ),
];

/** Properties that a later document leaves out are those of the one before. */
function laidOver(before: string, document: string): string {
  const [earlier, later] = [parseJson(before), parseJson(document)];
  if (!isJsonObject(earlier) || !isJsonObject(later)) return document;
  const [kept, said] = [earlier['properties'], later['properties']];
  if (!isJsonObject(kept) || !isJsonObject(said)) return document;
  return stringifyJson({ ...later, properties: { ...kept, ...said } });
}

function sharedByName(): Fault {
  const latest = new Map<string, string>();
  return recording(({ devices }) => ({
    devices: {
      put: (client, deviceId, document) => {
        latest.set(deviceId, document);
        devices.put(client, deviceId, document);
      },
      list: (client) =>
        devices
          .list(client)
          .map(({ deviceId, document }) => ({ deviceId, document: latest.get(deviceId) ?? document })),
    },
  }));
}

function repetitionTold(): Fault {
  const last = new Map<string, string>();
  return answering({ resource: 'capabilities', status: 201 }, (answer, { path, body }) => {
    const text = body.toString();
    const repeated = last.get(path) === text;
    last.set(path, text);
    return repeated ? { status: 204, headers: {} } : answer;
  });
}

const NAMED = /"deploymentId"\s*:\s*"([^"]*)"/;

function followingTheBody(): Fault {
  const owners = new Map<string, string>();
  return both(
    recording(({ deployments, statuses }) => ({
      deployments: {
        add: (assignment) => {
          owners.set(assignment.id, assignment.client);
          deployments.add(assignment);
        },
      },
      statuses: {
        put: (client, deploymentId, document) => {
          const [, named = deploymentId] = NAMED.exec(document) ?? [];
          statuses.put(owners.get(named) ?? client, named, document);
        },
      },
    })),
    replacing((behaviour) => ({
      statusErrors: (document, deploymentId) => {
        const named = isJsonObject(document) ? document['deploymentId'] : undefined;
        return behaviour.statusErrors(document, typeof named === 'string' ? named : deploymentId);
      },
    })),
  );
}
