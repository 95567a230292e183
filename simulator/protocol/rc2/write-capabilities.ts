import { rolesOf } from '../earlier-roles.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { member, withMember, withObject, without } from '../json-members.ts';
import type { Rc2Dialect } from './dialects.ts';

/** Capabilities of the model as a dialect has them, without their envelope. */
export function writeCapabilities(document: JsonObject, dialect: Rc2Dialect): JsonObject {
  const properties = (model: JsonObject): JsonObject => {
    const known = withoutCustom(model);
    const shaped = SHAPES[dialect.capabilitiesShape](known);
    return dialect.roles && member(shaped, 'roles') === undefined ? { ...shaped, roles: rolesOf(known) } : shaped;
  };
  return withObject(without(document, ['labels']), 'properties', properties);
}

/** The revision's lists are closed and have no `custom`; a list of nothing else is left out. */
function withoutCustom(properties: JsonObject): JsonObject {
  const lists = ['supportedRuntimes', 'supportedDeploymentTypes'];
  const isOnlyCustom = (value: JsonValue | undefined) =>
    Array.isArray(value) && value.length > 0 && value.every((item) => item === 'custom');
  const emptied = lists.filter((name) => isOnlyCustom(member(properties, name)));
  return lists.reduce(
    (left, name) =>
      withMember(left, name, (value) => (Array.isArray(value) ? value.filter((item) => item !== 'custom') : value)),
    without(properties, emptied),
  );
}

const SHAPES: Readonly<Record<Rc2Dialect['capabilitiesShape'], (properties: JsonObject) => JsonObject>> = {
  cpus: (properties) => properties,
  cpu: (properties) =>
    Object.fromEntries(Object.entries(properties).map(([name, value]) => [name === 'cpus' ? 'cpu' : name, value])),
  resources: (properties) => {
    const resources = Object.entries(properties).flatMap(([name, value]): readonly [string, JsonValue][] => {
      if (name === 'cpus') return [['cpu', largest(value)]];
      return RESOURCES.includes(name) ? [[name, value]] : [];
    });
    const rest = without(properties, ['cpus', ...RESOURCES, ...NOT_YET]);
    return resources.length === 0 ? rest : { ...rest, resources: Object.fromEntries(resources) };
  },
};

const RESOURCES: readonly string[] = ['memory', 'storage', 'peripherals', 'interfaces'];
const NOT_YET: readonly string[] = ['otelCollector', 'supportedRuntimes', 'supportedDeploymentTypes'];

/** There is room for one: the one that most fits on, because cores of several are never summed (CAP-012). */
function largest(cpus: JsonValue): JsonValue {
  if (!Array.isArray(cpus) || cpus.length === 0) return cpus;
  const cores = (cpu: JsonValue) => Number(isJsonObject(cpu) ? (member(cpu, 'cores') ?? 0) : 0);
  return cpus.reduce((best: JsonValue, cpu: JsonValue) => (cores(cpu) > cores(best) ? cpu : best));
}
