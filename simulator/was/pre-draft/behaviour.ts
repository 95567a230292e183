import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import type { Behaviour } from '../behaviour.ts';
import { correctBehaviour } from '../correct-behaviour.ts';
import { capabilityErrors, statusErrors } from './documents.ts';
import { jsonError } from './json-error.ts';
import { deploymentDocument } from './repository/deployment-document.ts';

/** What the pre-draft asks of a WFM: its own rules, and those of all revisions as it has them. */
export const preDraftBehaviour: Behaviour = {
  ...correctBehaviour,
  problem: jsonError,
  capabilityErrors,
  statusErrors,
  modelOf,
  // 201 is the only success that is listed, first and later.
  deviceTaken: () => 201,
  statusTaken: () => 201,
  deploymentDocument,
};

/** Without the envelope, and with states as the control contract writes them. */
function modelOf({ apiVersion: _apiVersion, kind: _kind, ...document }: JsonObject): JsonObject {
  const { status, components } = document;
  return {
    ...document,
    ...(status !== undefined && { status: lowerState(status) }),
    ...(Array.isArray(components) && { components: components.map(lowerState) }),
  };
}

function lowerState(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return value;
  const { state } = value;
  return typeof state === 'string' ? { ...value, state: state.toLowerCase() } : value;
}
