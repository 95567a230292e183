import type { HeaderList } from '../protocol/exchange.ts';
import { type Component, type ComponentName, componentOf, identityOf } from './component.ts';
import { derivedReader } from './derived-components.ts';
import { fieldReader } from './field-components.ts';
import { HttpSignatureError } from './http-signature-error.ts';
import { LIMITS } from './limits.ts';
import { type SignatureParameters, writeParameters } from './signature-parameters.ts';
import { readTargetUri, type TargetUri } from './target-uri.ts';

/** As much of a request as signatures can cover. */
export interface SignableRequest {
  readonly method: string;
  /** Absolute, exactly as the request is sent: nothing is normalised in what is covered by `@target-uri`. */
  readonly targetUri: string;
  readonly headers: HeaderList;
}

/** Components that were understood, with what reads each from a request. */
export interface CoveredComponents {
  /** The inner list of their identifiers, with which `@signature-params` begins. */
  readonly list: string;
  readonly readers: readonly ComponentReader[];
}

interface ComponentReader {
  readonly identifier: string;
  read(request: SignableRequest, uri: TargetUri): string;
}

const UNSAFE = /[^\t -~]/;

function readerOf(component: Component): ComponentReader {
  const { identifier } = component;
  if (component.name.startsWith('@')) {
    const read = derivedReader(component);
    return { identifier, read: ({ method }, uri) => read(method, uri) };
  }
  const read = fieldReader(component);
  return { identifier, read: ({ headers }) => read(headers) };
}

/**
 * Everything about the components that does not depend on the request.
 * @throws HttpSignatureError COMPONENT_UNKNOWN, COMPONENT_REPEATED, COMPONENTS_TOO_MANY and others
 */
export function coverComponents(components: readonly Component[]): CoveredComponents {
  if (components.length > LIMITS.components) {
    const detail = `${components.length} components; cover ${LIMITS.components} at most`;
    throw new HttpSignatureError('COMPONENTS_TOO_MANY', detail);
  }
  const seen = new Set<string>();
  for (const component of components) {
    const identity = identityOf(component);
    if (seen.has(identity)) {
      throw new HttpSignatureError('COMPONENT_REPEATED', `${component.identifier} is covered twice; name it once`);
    }
    seen.add(identity);
  }
  return { list: `(${components.map(({ identifier }) => identifier).join(' ')})`, readers: components.map(readerOf) };
}

/**
 * The text that is signed (RFC 9421, 2.5), for parameters that are serialised already.
 * @throws HttpSignatureError COMPONENT_ABSENT and others
 */
export function composeBase(request: SignableRequest, covered: CoveredComponents, signatureParams: string): string {
  const uri = readTargetUri(request.targetUri);
  let base = '';
  for (const { identifier, read } of covered.readers) {
    const value = read(request, uri);
    if (UNSAFE.test(value)) {
      const detail = `the value of ${identifier} has a line break, control or non-ASCII character; a field can be covered with bs`;
      throw new HttpSignatureError('COMPONENT_VALUE_UNSAFE', detail);
    }
    base += `${identifier}: ${value}\n`;
  }
  return `${base}"@signature-params": ${signatureParams}`;
}

/**
 * The signature base of a request (RFC 9421, 2.5), lines parted by LF, none at the end.
 * @throws HttpSignatureError
 */
export function signatureBase(
  request: SignableRequest,
  components: readonly ComponentName[],
  parameters: SignatureParameters,
): string {
  const covered = coverComponents(components.map(componentOf));
  return composeBase(request, covered, covered.list + writeParameters(parameters));
}
