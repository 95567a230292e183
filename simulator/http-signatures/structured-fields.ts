import {
  type BareItem,
  type Dictionary,
  type InnerList,
  type Item,
  isInnerList,
  parseDictionary,
  parseItem,
  parseList,
  serializeDictionary,
  serializeInnerList,
  serializeItem,
  serializeList,
} from 'structured-headers';
import { LIMITS } from './limits.ts';

/** The three types of structured fields (RFC 9651, 3). */
export type StructuredType = 'dictionary' | 'item' | 'list';

// Strings, display strings, byte sequences, tokens and keys are passed over, so that only a number begins with a digit. What is left open
// reaches to the end, and numbers have an end too, so that no input takes more than linear time.
const WHOLE_DECIMAL = /"(?:[^"\\]|\\.)*(?:"|\\?$)|:[^:]*(?::|$)|[a-z*][\w:/!#$%&'*+\-.^`|~]*|\d{1,12}\.0{1,3}(?!\d)/gi;

/**
 * The library forgets that `1.0` was a decimal and would write `1`, which is another value. Nothing that is signed in practice
 * has such a number, so that it is refused rather than signed as something else.
 */
function refuseWholeDecimals(text: string): void {
  for (const [match] of text.matchAll(WHOLE_DECIMAL)) {
    if (/^\d/.test(match)) throw new Error(`the decimal ${match} cannot be kept as it is`);
  }
}

function checked(text: string): string {
  if (text.length > LIMITS.fieldLength) throw new Error(`longer than ${LIMITS.fieldLength} characters`);
  refuseWholeDecimals(text);
  return text;
}

/** @throws Error saying what is wrong, where the text is no dictionary, or too long. */
export const readDictionary = (text: string): Dictionary => parseDictionary(checked(text));

/** A member's value with its parameters (RFC 9651, 4.1). */
export const writeMember = (member: Item | InnerList): string =>
  isInnerList(member) ? serializeInnerList(member) : serializeItem(member);

/** The strict serialisation of a field's value; throws `Error` where it is none of that type. */
export function canonical(type: StructuredType, text: string): string {
  if (type === 'dictionary') return serializeDictionary(readDictionary(text));
  return type === 'list' ? serializeList(parseList(checked(text))) : serializeItem(parseItem(checked(text)));
}

/** The bytes of a byte sequence; undefined for an item of another type. */
export function bytesOf(member: Item | InnerList | BareItem): Uint8Array | undefined {
  const value = Array.isArray(member) ? member[0] : member;
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}
