import { type BareItem, type Item, serializeItem } from 'structured-headers';
import { HttpSignatureError } from './http-signature-error.ts';

/** A part of a message that a signature covers (RFC 9421, 2). */
export interface Component {
  /** A field name in lower case, or the name of a derived component with its `@`. */
  readonly name: string;
  readonly parameters: ReadonlyMap<string, BareItem>;
  /** The name in quotes and the parameters, as they stand in a signature base. */
  readonly identifier: string;
}

/** How a signer names a component: by its name, or with parameters, in this order. */
export type ComponentName =
  | string
  | { readonly name: string; readonly parameters: Readonly<Record<string, string | boolean>> };

const NAME = /^(@[a-z-]+|[!#$%&'*+\-.^_`|~0-9a-z]+)$/;

/** @throws HttpSignatureError COMPONENT_MALFORMED */
export function componentOf(written: ComponentName): Component {
  return typeof written === 'string'
    ? componentFromItem([written, new Map()])
    : componentFromItem([written.name, new Map(Object.entries(written.parameters))]);
}

/** @throws HttpSignatureError COMPONENT_MALFORMED */
export function componentFromItem(item: Item): Component {
  const [name, parameters] = item;
  if (typeof name !== 'string' || !NAME.test(name)) {
    const received = typeof name === 'string' ? JSON.stringify(name) : 'a value that is no string';
    throw new HttpSignatureError('COMPONENT_MALFORMED', `${received} names no component; use a name in lower case`);
  }
  try {
    return { name, parameters, identifier: serializeItem(item) };
  } catch (cause) {
    const detail = `a parameter of ${name} cannot be written: ${String(cause)}; use printable ASCII`;
    throw new HttpSignatureError('COMPONENT_MALFORMED', detail, { cause });
  }
}

/** Equal for equal components: the order of parameters does not tell two apart (RFC 9421, 2). */
export function identityOf({ name, parameters }: Component): string {
  const sorted = [...parameters].toSorted(([left], [right]) => (left < right ? -1 : 1));
  return serializeItem([name, new Map(sorted)]);
}
