import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import type { Answer } from '../http/answer.ts';

/** An acknowledgement without a body, whatever would have been answered. */
export const accepted = (status: number) => (): Answer => ({ status, headers: {} });

/** The state of the deployment that a status reports. */
export const stateOf = (document: JsonObject): JsonValue =>
  isJsonObject(document['status']) ? (document['status']['state'] ?? null) : null;
