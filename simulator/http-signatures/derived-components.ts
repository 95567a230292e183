import type { Component } from './component.ts';
import { HttpSignatureError } from './http-signature-error.ts';
import type { TargetUri } from './target-uri.ts';

/** Reads the value of a component from a request. */
export type DerivedReader = (method: string, uri: TargetUri) => string;

const READERS: ReadonlyMap<string, DerivedReader> = new Map<string, DerivedReader>([
  ['@method', (method) => method],
  ['@target-uri', (_, { text }) => text],
  ['@authority', (_, { authority }) => authority],
  ['@scheme', (_, { scheme }) => scheme],
  // The origin form: the only one that requests to an origin server have, CONNECT and OPTIONS * aside.
  ['@request-target', (_, { path, query = '' }) => path + query],
  ['@path', (_, { path }) => path],
  ['@query', (_, { query = '?' }) => query],
]);

// The set of WHATWG URL's application/x-www-form-urlencoded is larger than the one of encodeURIComponent.
const LEFT_BY_ENCODE_URI_COMPONENT = /[!'()~]/g;

const encodeQueryText = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    LEFT_BY_ENCODE_URI_COMPONENT,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** RFC 9421, 2.2.8: named in encoded form, and covered only where it occurs once. */
function queryParameter(name: string): DerivedReader {
  return (_, { query = '' }) => {
    const values = [...new URLSearchParams(query)].filter(([key]) => encodeQueryText(key) === name);
    const [first] = values;
    if (first === undefined) {
      throw new HttpSignatureError('COMPONENT_ABSENT', `the query has no parameter ${name}; cover one that it has`);
    }
    if (values.length > 1) {
      const detail = `the query has the parameter ${name} ${values.length} times; cover @query instead`;
      throw new HttpSignatureError('COMPONENT_AMBIGUOUS', detail);
    }
    return encodeQueryText(first[1]);
  };
}

/** @throws HttpSignatureError COMPONENT_UNKNOWN, COMPONENT_PARAMETER_UNSUPPORTED */
export function derivedReader({ name, parameters, identifier }: Component): DerivedReader {
  const named = parameters.get('name');
  if (name === '@query-param' && typeof named === 'string' && parameters.size === 1) return queryParameter(named);
  const reader = READERS.get(name);
  if (reader === undefined && name !== '@query-param') {
    throw new HttpSignatureError('COMPONENT_UNKNOWN', `${identifier} is no component of a request that is known here`);
  }
  if (reader === undefined || parameters.size > 0) {
    const detail = `${identifier} has parameters that it cannot have, or lacks one; only @query-param takes one, name`;
    throw new HttpSignatureError('COMPONENT_PARAMETER_UNSUPPORTED', detail);
  }
  return reader;
}
