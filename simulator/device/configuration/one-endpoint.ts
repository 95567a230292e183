import { type Document, isMap, isScalar, isSeq, type Node, type ParsedNode } from 'yaml';
import { DeviceError } from '../device-error.ts';

const NAMES: readonly unknown[] = ['endpoint', 'endpoints'];
/** Where one address ends and another begins in the same text. */
const BETWEEN = /[\s,;|]+(?=[a-z][a-z0-9+.-]*:\/\/)/i;

/**
 * A vendor runs several endpoints, a device uses one (USR-017): whatever names another, and in whatever way, is refused
 * before anything is contacted.
 * @throws DeviceError DEVICE_ENDPOINTS, saying what was received and what to do
 */
export function refuseFurtherEndpoints(document: Document<ParsedNode>, file: string): void {
  const members = isMap(document.contents) ? document.contents.items : [];
  const naming = members.filter(({ key }) => isScalar(key) && NAMES.includes(key.value));
  const named = naming.flatMap(({ value }) => addressesIn(value));
  const [first] = naming;
  const isPlain =
    naming.length === 1 && isScalar(first?.key) && first.key.value === 'endpoint' && isScalar(first.value);
  if (named.length === 1 && isPlain) return;
  const received = named.length === 0 ? 'no endpoint' : `${named.length} of them: ${named.join(', ')}`;
  throw new DeviceError(
    'DEVICE_ENDPOINTS',
    `${file} names ${received}; a device uses exactly one, so write one "endpoint: https://…" and make a device of its own for each other`,
  );
}

function addressesIn(value: unknown): readonly string[] {
  if (isScalar(value)) return typeof value.value === 'string' ? value.value.trim().split(BETWEEN) : [];
  if (isSeq<Node>(value)) return value.items.flatMap(addressesIn);
  if (isMap<Node, Node>(value)) return value.items.flatMap((item) => addressesIn(item.value));
  return [];
}
