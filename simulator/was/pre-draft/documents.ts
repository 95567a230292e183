import { isDeviceId, isUuid } from '../../protocol/identifiers.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import type { FieldError } from '../http/problem.ts';
import { CAPABILITIES_KINDS, STATUS_KINDS } from './words.ts';

/** The documents of the pre-draft, member by member as its tables have them; unknown members are passed over. */

type Rule = (value: JsonValue | undefined, at: string) => readonly FieldError[];

const wrong = (at: string, message: string): readonly FieldError[] => [{ field: at, message }];

const text: Rule = (value, at) => (typeof value === 'string' ? [] : wrong(at, 'must be text'));
const integer: Rule = (value, at) =>
  (typeof value === 'number' && Number.isInteger(value)) || typeof value === 'bigint'
    ? []
    : wrong(at, 'must be an integer');
/** The tables have integers where the examples have text with a unit (G-93). */
const amount: Rule = (value, at) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? []
    : wrong(at, 'must be an amount');

const optional =
  (rule: Rule): Rule =>
  (value, at) =>
    value === undefined ? [] : rule(value, at);

const oneOf =
  (names: readonly string[], sameCase = true): Rule =>
  (value, at) => {
    const fits = (name: string) => name === value || (!sameCase && name.toLowerCase() === String(value).toLowerCase());
    return typeof value === 'string' && names.some(fits) ? [] : wrong(at, `must be one of ${names.join(', ')}`);
  };

const listOf =
  (rule: Rule): Rule =>
  (value, at) =>
    Array.isArray(value)
      ? value.flatMap((item: JsonValue, index) => rule(item, `${at}/${index}`))
      : wrong(at, 'must be a list');

const object =
  (members: Readonly<Record<string, Rule>>): Rule =>
  (value, at) =>
    isJsonObject(value)
      ? Object.entries(members).flatMap(([name, rule]) => rule(ownMember(value, name), `${at}/${name}`))
      : wrong(at, 'must be an object');

const ownMember = (value: JsonObject, name: string): JsonValue | undefined =>
  Object.hasOwn(value, name) ? value[name] : undefined;

const part: Rule = object({ name: text, type: text, modelNumber: text, properties: object({}) });

const PROPERTIES: Readonly<Record<string, Rule>> = {
  id: text,
  vendor: text,
  modelNumber: text,
  serialNumber: text,
  roles: listOf(text),
  // Who hosts nothing has none, as later revisions say it.
  resources: optional(
    object({
      cpus: listOf(object({ cpuArchitecture: optional(text), cores: integer, frequency: amount })),
      memory: amount,
      storage: amount,
    }),
  ),
  peripherals: listOf(part),
  interfaces: listOf(part),
};

const CAPABILITIES: Rule = object({
  apiVersion: text,
  kind: oneOf(CAPABILITIES_KINDS),
  properties: object(PROPERTIES),
});

const STATES = ['Pending', 'Installing', 'Installed', 'Failed', 'Removing', 'Removed'];
/** The tables have capitals where the example has small letters (G-92). */
const state = oneOf(STATES, false);
const error = optional(object({ code: text, message: text }));

const STATUS: Rule = object({
  apiVersion: text,
  kind: oneOf(STATUS_KINDS),
  deploymentId: (value, at) => (isUuid(value) ? [] : wrong(at, 'must be a UUID')),
  status: object({ state, error }),
  components: listOf(object({ name: text, state, error })),
});

export function capabilityErrors(document: JsonValue, deviceId: string): readonly FieldError[] {
  const properties = isJsonObject(document) ? ownMember(document, 'properties') : undefined;
  const stated = isJsonObject(properties) ? ownMember(properties, 'id') : undefined;
  return [
    ...CAPABILITIES(document, ''),
    ...(isDeviceId(deviceId) ? [] : wrong('deviceId', 'must be made of unreserved characters')),
    ...(typeof stated === 'string' && stated !== deviceId ? wrong('/properties/id', 'must be that of the path') : []),
  ];
}

export function statusErrors(document: JsonValue, deploymentId: string): readonly FieldError[] {
  const stated = isJsonObject(document) ? ownMember(document, 'deploymentId') : undefined;
  return [
    ...STATUS(document, ''),
    ...(typeof stated === 'string' && stated !== deploymentId
      ? wrong('/deploymentId', 'must be that of the path')
      : []),
  ];
}
