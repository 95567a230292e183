import { rolesOf } from '../earlier-roles.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { member, withObject, without } from '../json-members.ts';
import type { PreDraftDialect } from './dialects.ts';
import { minutesOf } from './minutes.ts';
import { wholeGigabytes } from './quantities.ts';

/** Capabilities of the model as the interface of 2024 has them, without their envelope. */
export function writeCapabilities(document: JsonObject, { quantities }: PreDraftDialect): JsonObject {
  const labels = member(document, 'labels');
  return withObject(without(document, ['labels']), 'properties', (properties) => ({
    ...without(properties, MOVED),
    roles: member(properties, 'roles') ?? rolesOf(properties),
    ...resourcesOf(properties, quantities),
    peripherals: each(member(properties, 'peripherals') ?? [], peripheral),
    interfaces: each(member(properties, 'interfaces') ?? [], communicationInterface),
    ...without(minutesOf(properties, isJsonObject(labels) ? labels : {}), Object.keys(properties)),
  }));
}

/** Members of the model that are said elsewhere, or that nobody asked for yet. */
const MOVED: readonly string[] = [
  'cpus',
  'memory',
  'storage',
  'peripherals',
  'interfaces',
  'otelCollector',
  'supportedRuntimes',
  'supportedDeploymentTypes',
];

function resourcesOf(properties: JsonObject, quantities: PreDraftDialect['quantities']): JsonObject {
  const hosting = ['cpus', 'memory', 'storage'].flatMap((name): readonly [string, JsonValue][] => {
    const value = member(properties, name);
    if (value === undefined) return [];
    return [[name, name === 'cpus' ? each(value, cpu) : wholeGigabytes(value, quantities)]];
  });
  return hosting.length === 0 ? {} : { resources: Object.fromEntries(hosting) };
}

/** The frequency is required, and the model has none: the least whole number of GHz, unless the entry says one. */
const cpu = (entry: JsonValue): JsonValue => {
  if (!isJsonObject(entry)) return entry;
  const { architecture, cores, frequency, ...rest } = entry;
  return {
    ...rest,
    ...(architecture !== undefined && { cpuArchitecture: architecture }),
    ...(cores !== undefined && { cores: typeof cores === 'number' ? Math.max(1, Math.floor(cores)) : cores }),
    frequency: frequency ?? 1,
  };
};

/** All four members are required: one that is not known stands for the type, since a WFM may take an empty word for a missing one. */
const peripheral = (entry: JsonValue): JsonValue => {
  if (!isJsonObject(entry)) return entry;
  const { type = '', manufacturer, model, ...rest } = entry;
  const properties = manufacturer === undefined ? {} : { manufacturer };
  return { name: model ?? type, type, modelNumber: model ?? type, properties, ...rest };
};

const communicationInterface = (entry: JsonValue, index: number): JsonValue => {
  if (!isJsonObject(entry)) return entry;
  const { type = '', ...rest } = entry;
  return { name: `${String(type)}${index}`, type, modelNumber: type, properties: {}, ...rest };
};

/** What is no list stays as it is, for whoever receives it to judge. */
const each = (value: JsonValue, change: (item: JsonValue, index: number) => JsonValue): JsonValue =>
  Array.isArray(value) ? value.map(change) : value;
