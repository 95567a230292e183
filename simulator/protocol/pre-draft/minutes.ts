import type { JsonObject, JsonValue } from '../json.ts';
import { member } from '../json-members.ts';

/**
 * What the users ask a device to report when it onboards beside its resources: enabled runtimes, security standards,
 * connectivity, update interval and domain. The model has them as labels; here they are members of the properties.
 */
export function minutesOf(properties: JsonObject, labels: JsonObject): JsonObject {
  const runtimes = [...list(member(properties, 'supportedRuntimes')), ...list(labelled(labels, 'language-runtimes'))];
  const said = Object.entries(MEMBERS).flatMap(([name, label]): readonly [string, JsonValue][] => {
    const value = labelled(labels, label);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...(runtimes.length > 0 && { enabledRuntimes: runtimes }), ...Object.fromEntries(said) };
}

/** Members, with the labels that they are taken from. */
const MEMBERS: Readonly<Record<string, string>> = {
  securityStandards: 'security',
  connectivity: 'connectivity',
  updateIntervalSeconds: 'update-interval-seconds',
  domain: 'domain',
};

/** Label keys may begin with the domain of an organisation (CAP-017). */
const labelled = (labels: JsonObject, name: string): JsonValue | undefined => {
  const key = Object.keys(labels).find((label) => label === name || label.endsWith(`/${name}`));
  return key === undefined ? undefined : labels[key];
};

const list = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);
