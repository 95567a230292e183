import { type HeaderList, headerValues } from '../protocol/exchange.ts';
import type { Component } from './component.ts';
import { HttpSignatureError } from './http-signature-error.ts';
import { STRUCTURED_FIELD_TYPES } from './structured-field-types.ts';
import { canonical, readDictionary, writeMember } from './structured-fields.ts';

/** Reads the value of a component from the fields of a message. */
export type FieldReader = (headers: HeaderList) => string;

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

/** A line without the white space around it and with folds as one space (RFC 9421, 2.1); a pattern would take quadratic time. */
function lineValue(line: string): string {
  const unfolded = line.includes('\n')
    ? line
        .split(/\r?\n(?=[ \t])/)
        .map(trimmed)
        .join(' ')
    : line;
  return trimmed(unfolded);
}

function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}

/** The value of each line of a field, in order. */
export function fieldLines(headers: HeaderList, name: string): readonly string[] {
  return headerValues(headers, name).map(lineValue);
}

function presentLines(headers: HeaderList, name: string): readonly string[] {
  const lines = fieldLines(headers, name);
  if (lines.length === 0) {
    throw new HttpSignatureError('COMPONENT_ABSENT', `the message has no field ${name}; cover only what it has`);
  }
  return lines;
}

function structured<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const detail = `the field ${name} is not structured as needed: ${String(cause)}`;
    throw new HttpSignatureError('COMPONENT_NOT_STRUCTURED', detail, { cause });
  }
}

const asBytes = (line: string): string => `:${Buffer.from(line, 'latin1').toString('base64')}:`;

function strictField(name: string): FieldReader {
  const type = STRUCTURED_FIELD_TYPES.get(name);
  if (type === undefined) {
    const detail = `the type of the field ${name} is not known here; cover it without sf`;
    throw new HttpSignatureError('COMPONENT_NOT_STRUCTURED', detail);
  }
  return (headers) => {
    const lines = presentLines(headers, name);
    return structured(name, () => canonical(type, lines.join(', ')));
  };
}

function dictionaryMember(name: string, key: string): FieldReader {
  return (headers) => {
    const lines = presentLines(headers, name);
    const member = structured(name, () => readDictionary(lines.join(', ')).get(key));
    if (member === undefined) {
      const detail = `the field ${name} has no member ${key}; cover only what it has`;
      throw new HttpSignatureError('COMPONENT_ABSENT', detail);
    }
    return structured(name, () => writeMember(member));
  };
}

/** @throws HttpSignatureError COMPONENT_PARAMETER_UNSUPPORTED, COMPONENT_NOT_STRUCTURED */
export function fieldReader({ name, parameters, identifier }: Component): FieldReader {
  if (parameters.size === 0) return (headers) => presentLines(headers, name).join(', ');
  const [sf, key, bs] = ['sf', 'key', 'bs'].map((parameter) => parameters.get(parameter));
  const known = [sf, key, bs].filter((value) => value !== undefined).length;
  if (known === parameters.size) {
    // RFC 9421, 2.1: what has a key is a dictionary with or without sf; bs excludes both.
    if (typeof key === 'string' && (sf === undefined || sf === true) && bs === undefined)
      return dictionaryMember(name, key);
    if (sf === true && known === 1) return strictField(name);
    if (bs === true && known === 1) return (headers) => presentLines(headers, name).map(asBytes).join(', ');
  }
  const detail = `${identifier} has parameters that cannot be used on a field of a request; use sf, key or bs`;
  throw new HttpSignatureError('COMPONENT_PARAMETER_UNSUPPORTED', detail);
}
