import { randomUUID } from 'node:crypto';
import type { Authority } from '../../pki/authority.ts';
import { PkiError } from '../../pki/pki-error.ts';
import { parseSpiffeId } from '../../pki/spiffe-id.ts';
import { issueFromCsr } from '../../pki/svid.ts';
import { isJsonObject, type JsonObject, parseJson, stringifyJson } from '../../protocol/json.ts';
import { schemaErrors } from '../../protocol/rc3/schemas.ts';
import { deploymentDocument, type Order } from '../desired-state/order.ts';
import type { Assignment, Stores } from '../storage/stores.ts';
import { clientMember, deviceMember, objectMember, textMember, uuidMember } from './bodies.ts';
import { ControlError } from './call.ts';

/** What the verbs act on. */
export interface Operations {
  readonly stores: () => Stores;
  readonly issuer: Authority;
  readonly restart: () => Promise<void>;
}

export type Verb = (body: JsonObject, operations: Operations) => Promise<JsonObject> | JsonObject;

/** The order of a body, if an ApplicationDeployment can be made of it. */
function orderMember(body: JsonObject, id: string, deviceId: string): Order {
  const order = objectMember(body, 'deployment');
  const [error] = schemaErrors('application-deployment', deploymentDocument(id, deviceId, order));
  if (error) throw new ControlError(400, `deployment: ${error.pointer} ${error.message}`);
  return order;
}

function assignmentOf(body: JsonObject, stores: Stores): Assignment {
  const id = textMember(body, 'deploymentId');
  const found = stores.deployments.find(clientMember(body), id);
  if (!found) throw new ControlError(404, `the client has no deployment ${id}`);
  return found;
}

/** Assigns once for each key; a repetition answers the same id whatever else it says. */
function assign(body: JsonObject, { stores }: Operations): JsonObject {
  const client = clientMember(body);
  const key = uuidMember(body, 'key').toLowerCase();
  const { deployments, transaction } = stores();
  return transaction(() => {
    const known = deployments.byKey(key);
    if (known && known.client !== client) throw new ControlError(409, 'the key was used for another client');
    if (known) return { deploymentId: known.id };
    const id = randomUUID();
    const deviceId = deviceMember(body);
    const order = stringifyJson(orderMember(body, id, deviceId));
    deployments.add({ id, key, client, deviceId, order });
    return { deploymentId: id };
  });
}

function update(body: JsonObject, { stores }: Operations): JsonObject {
  const records = stores();
  return records.transaction(() => {
    const { client, id, deviceId, withdrawn } = assignmentOf(body, records);
    if (withdrawn) throw new ControlError(409, `deployment ${id} was withdrawn`);
    records.deployments.change(client, id, stringifyJson(orderMember(body, id, deviceId)));
    return {};
  });
}

function withdraw(body: JsonObject, { stores }: Operations): JsonObject {
  const records = stores();
  return records.transaction(() => {
    const { client, id, withdrawn } = assignmentOf(body, records);
    if (!withdrawn) records.deployments.withdraw(client, id);
    return {};
  });
}

const parsed = (text: string): JsonObject => {
  const document = parseJson(text);
  if (!isJsonObject(document)) throw new TypeError('STORAGE_DOCUMENT: a stored document is no object');
  return document;
};

/** The latest status as it was reported, in the shape of the contract. */
function observe(body: JsonObject, { stores }: Operations): JsonObject {
  const { client, id } = assignmentOf(body, stores());
  const text = stores().statuses.find(client, id);
  if (text === undefined) throw new ControlError(404, `no status of ${id} has been reported`);
  const { status, components, adoptedManifestVersion } = parsed(text);
  return {
    state: isJsonObject(status) ? (status['state'] ?? null) : null,
    components: components ?? [],
    ...(adoptedManifestVersion === undefined ? {} : { adoptedManifestVersion }),
  };
}

function devices(body: JsonObject, { stores }: Operations): JsonObject {
  const list = stores().devices.list(clientMember(body));
  return { devices: list.map(({ deviceId, document }) => ({ ...parsed(document), deviceId })) };
}

function decide(decision: 'admitted' | 'retired'): Verb {
  return (body, { stores }) => {
    stores().clients.decide(clientMember(body), decision);
    return {};
  };
}

async function issue(body: JsonObject, { issuer }: Operations): Promise<JsonObject> {
  const spiffeId = textMember(body, 'spiffeId');
  try {
    parseSpiffeId(spiffeId);
    return { certificate: (await issueFromCsr(issuer, textMember(body, 'csr'), spiffeId)).chainPem };
  } catch (error) {
    if (error instanceof PkiError) throw new ControlError(400, error.message);
    throw error;
  }
}

async function restart(_body: JsonObject, operations: Operations): Promise<JsonObject> {
  await operations.restart();
  return {};
}

/** Every verb of the control contract. */
export const VERBS: Readonly<Record<string, Verb>> = {
  admit: decide('admitted'),
  retire: decide('retired'),
  assign,
  update,
  withdraw,
  observe,
  devices,
  issue,
  restart,
};
