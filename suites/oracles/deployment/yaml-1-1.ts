import { parse } from 'yaml';
import { isJsonObject, type JsonValue, jsonEquals } from '../../../simulator/protocol/json.ts';

/** Plain scalars that are numbers in YAML 1.1 (its types int and float, without infinity). */
const NUMBER_IN_1_1 =
  /^[-+]?(?:0b[01_]+|0[0-7_]+|0x[\da-fA-F_]+|(?:0|[1-9][\d_]*)|[1-9][\d_]*(?::[0-5]?\d)+|\d[\d_]*(?::[0-5]?\d)+\.[\d_]*|(?:\d[\d_]*)?\.[\d.]*(?:[eE][-+]\d+)?)$/;

/**
 * The number that a text becomes where a writer of YAML 1.1 leaves it unquoted, because it is text there (`09`, `0o17`,
 * `1e3`), and YAML 1.2 reads it; undefined where the two agree. The specification names no version of YAML.
 */
export function numberOnlyIn12(text: string): number | undefined {
  if (text.trim() !== text || NUMBER_IN_1_1.test(text) || !/^[-+.\da-zA-Z]+$/.test(text)) return undefined;
  const value: unknown = parse(text);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Equal in every member, where a text may have been written in either version of YAML; so may a name. */
export function sameInOneYaml(received: JsonValue | undefined, wanted: JsonValue): boolean {
  if (received === undefined) return false;
  if (jsonEquals(received, wanted)) return true;
  if (typeof wanted === 'string') return received === numberOnlyIn12(wanted);
  if (Array.isArray(wanted))
    return (
      Array.isArray(received) &&
      received.length === wanted.length &&
      wanted.every((item, index) => sameInOneYaml(received[index], item))
    );
  if (!isJsonObject(wanted) || !isJsonObject(received)) return false;
  const members = Object.entries(wanted);
  return (
    Object.keys(received).length === members.length &&
    members.every(([name, value]) => {
      const written = Object.hasOwn(received, name) ? name : String(numberOnlyIn12(name));
      return Object.hasOwn(received, written) && sameInOneYaml(received[written], value);
    })
  );
}
