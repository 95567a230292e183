import { randomUUID } from 'node:crypto';
import type { Authority } from '../../pki/authority.ts';
import { PkiError } from '../../pki/pki-error.ts';
import { parseSpiffeId } from '../../pki/spiffe-id.ts';
import { issueFromCsr } from '../../pki/svid.ts';
import { isJsonObject, type JsonObject, parseJson, stringifyJson } from '../../protocol/json.ts';
import { schemaErrors } from '../../protocol/rc3/schemas.ts';
import { deploymentDocument, type Order } from '../desired-state/order.ts';
import type { Assignment } from '../storage/stores.ts';
import type { Addressee } from './addressee.ts';
import { deviceMember, objectMember, textMember, uuidMember } from './bodies.ts';
import { ControlError } from './call.ts';

/** What the verbs act on. */
export interface Operations {
  /** The client that a body names; throws `ControlError` where it names none. */
  readonly addressee: (body: JsonObject) => Addressee;
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

function assignmentOf(body: JsonObject, { client, stores }: Addressee): Assignment {
  const id = textMember(body, 'deploymentId');
  const found = stores.deployments.find(client, id);
  if (!found) throw new ControlError(404, `the client has no deployment ${id}`);
  return found;
}

/** Assigns once for each key; a repetition answers the same id whatever else it says. */
function assign(body: JsonObject, { addressee }: Operations): JsonObject {
  const { client, stores } = addressee(body);
  const key = uuidMember(body, 'key').toLowerCase();
  const { deployments, transaction } = stores;
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

function update(body: JsonObject, { addressee }: Operations): JsonObject {
  const named = addressee(body);
  return named.stores.transaction(() => {
    const { client, id, deviceId, withdrawn } = assignmentOf(body, named);
    if (withdrawn) throw new ControlError(409, `deployment ${id} was withdrawn`);
    named.stores.deployments.change(client, id, stringifyJson(orderMember(body, id, deviceId)));
    return {};
  });
}

function withdraw(body: JsonObject, { addressee }: Operations): JsonObject {
  const named = addressee(body);
  return named.stores.transaction(() => {
    const { client, id, withdrawn } = assignmentOf(body, named);
    if (!withdrawn) named.stores.deployments.withdraw(client, id);
    return {};
  });
}

const parsed = (text: string): JsonObject => {
  const document = parseJson(text);
  if (!isJsonObject(document)) throw new TypeError('STORAGE_DOCUMENT: a stored document is no object');
  return document;
};

/** The latest status as it was reported, in the shape of the contract. */
function observe(body: JsonObject, { addressee }: Operations): JsonObject {
  const named = addressee(body);
  const { client, id } = assignmentOf(body, named);
  const text = named.stores.statuses.find(client, id);
  if (text === undefined) throw new ControlError(404, `no status of ${id} has been reported`);
  const { status, components, adoptedManifestVersion } = named.behaviour.modelOf(parsed(text));
  return {
    state: isJsonObject(status) ? (status['state'] ?? null) : null,
    components: components ?? [],
    ...(adoptedManifestVersion === undefined ? {} : { adoptedManifestVersion }),
  };
}

function devices(body: JsonObject, { addressee }: Operations): JsonObject {
  const { client, stores, behaviour } = addressee(body);
  const list = stores.devices.list(client);
  return {
    devices: list.map(({ deviceId, document }) => ({ ...behaviour.modelOf(parsed(document)), deviceId })),
  };
}

function decide(decision: 'admitted' | 'retired'): Verb {
  return (body, { addressee }) => {
    const { client, stores } = addressee(body);
    stores.clients.decide(client, decision);
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
