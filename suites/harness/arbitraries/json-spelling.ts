import fc from 'fast-check';
import { isJsonObject, type JsonValue, stringifyJson } from '../../../simulator/protocol/json.ts';

/** How freely a document is written, within what JSON allows (RFC 8259). */
interface Spelling {
  readonly space: string;
  readonly reversed: boolean;
  /** Every letter outside ASCII, and every slash, as an escape. */
  readonly escaped: boolean;
  /** Integers as 4.0 or 4e0. */
  readonly number: '' | '.0' | 'e0' | 'E+0';
}

/** The same document in another spelling: order of members, white space, escapes and numbers. */
export const spellingOf = (document: JsonValue): fc.Arbitrary<string> =>
  fc
    .record<Spelling>({
      space: fc.constantFrom('', ' ', '\n', '\r\n\t'),
      reversed: fc.boolean(),
      escaped: fc.boolean(),
      number: fc.constantFrom('', '.0', 'e0', 'E+0'),
    })
    .map((spelling) => `${spelling.space}${written(document, spelling)}${spelling.space}`);

function written(value: JsonValue, spelling: Spelling): string {
  const { space, reversed, number } = spelling;
  if (typeof value === 'string') return writtenText(value, spelling);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? `${value}${number}` : stringifyJson(value);
  if (Array.isArray(value))
    return `[${space}${value.map((item: JsonValue) => written(item, spelling)).join(`${space},${space}`)}${space}]`;
  if (!isJsonObject(value)) return stringifyJson(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${writtenText(name, spelling)}${space}:${space}${written(member, spelling)}`,
  );
  return `{${space}${(reversed ? members.reverse() : members).join(`${space},${space}`)}${space}}`;
}

const writtenText = (text: string, { escaped }: Spelling): string =>
  escaped
    ? stringifyJson(text)
        .replaceAll('/', '\\/')
        .replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : stringifyJson(text);
