import { isJsonObject, type JsonValue, stringifyJson } from '../../../simulator/protocol/json.ts';
import { ConfigurationError } from '../failure.ts';
import { CONTROL_VERBS, type ControlDescription } from './contract.ts';

/** Reads the hook's own description; verbs that this release does not know are ignored. */
export function controlDescription(answer: JsonValue, where: string): ControlDescription {
  if (!isJsonObject(answer) || !Array.isArray(answer['supports']))
    throw new ConfigurationError(
      'CONTROL_DESCRIPTION',
      `${where} answered ${stringifyJson(answer).slice(0, 200)}; it has to answer {"name", "version", "supports": [verbs]}`,
    );
  const named = new Set<JsonValue>(answer['supports']);
  return {
    name: textOf(answer['name']),
    version: textOf(answer['version']),
    supports: new Set(CONTROL_VERBS.filter((verb) => named.has(verb))),
  };
}

const textOf = (value: JsonValue | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
