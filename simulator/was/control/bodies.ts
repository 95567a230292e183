import { isUuid } from '../../protocol/identifiers.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { ControlError } from './call.ts';

const DEVICE_OR_PLACEMENT = /^[A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*(\/\*)?$/;

/** Members of a control body, read or refused with 400. */
export function textMember(body: JsonObject, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '')
    throw new ControlError(400, `${name} has to be a text that is not empty`);
  return value;
}

export function objectMember(body: JsonObject, name: string): JsonObject {
  const value: JsonValue | undefined = body[name];
  if (!isJsonObject(value)) throw new ControlError(400, `${name} has to be an object`);
  return value;
}

export function uuidMember(body: JsonObject, name: string): string {
  const value = textMember(body, name);
  if (!isUuid(value)) throw new ControlError(400, `${name} has to be a UUID`);
  return value;
}

/** A device id, or one that ends in an asterisk where the gateway is to choose the child. */
export function deviceMember(body: JsonObject): string {
  const value = textMember(body, 'deviceId');
  if (!DEVICE_OR_PLACEMENT.test(value))
    throw new ControlError(400, 'deviceId has to be a path of unreserved characters');
  return value;
}
