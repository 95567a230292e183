import { createHash } from 'node:crypto';
import type { ComponentKey } from '../runtime.ts';

/** Labels that a release carries, by name. */
export type ReleaseLabels = ReadonlyMap<string, string>;

const PREFIX = 'waspect-';
export const OWNER_LABEL: string = `${PREFIX}owner`;
const KEY_FIELDS = ['deploymentId', 'namespace', 'name'] as const;

/** What Kubernetes takes as the value of a label. */
const LABEL_VALUE = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
/** Bytes of one label where a text has to be encoded; two hexadecimal digits each. */
const CHUNK_BYTES = 31;
const MAX_SLUG = 24;

/**
 * Name of the release of a component: a DNS label of at most 53 characters, as Helm demands, that begins readably and
 * is another one for every other device, deployment or component. The namespace is not part of it: a deployment that
 * moves to another one is still the same.
 */
export function releaseName(owner: string, { deploymentId, name }: Omit<ComponentKey, 'namespace'>): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_SLUG)
    .replaceAll(/^-+|-+$/g, '');
  // Begins with a letter: names of services, which charts derive from it, have to.
  return `w${slug === '' ? '' : `-${slug}`}-${digest([owner, deploymentId, name], 24)}`;
}

/** Value of the label by which a device knows its own releases: owners may be called anything. */
export const ownerLabel = (owner: string): string => digest([owner], 32);

/** The labels of a release, from which {@link keyFrom} reads the component again. */
export const labelsFor = (owner: string, key: ComponentKey): ReleaseLabels =>
  new Map([
    [OWNER_LABEL, ownerLabel(owner)],
    ...KEY_FIELDS.flatMap((field) => encode(`${PREFIX}${field.toLowerCase()}`, key[field])),
  ]);

/** The component that a release is of; undefined where its labels do not say so. */
export function keyFrom(labels: ReleaseLabels): ComponentKey | undefined {
  const [deploymentId, namespace, name] = KEY_FIELDS.map((field) => decode(`${PREFIX}${field.toLowerCase()}`, labels));
  if (deploymentId === undefined || namespace === undefined || name === undefined) return undefined;
  return { deploymentId, namespace, name };
}

/** Readable where Kubernetes lets it be; otherwise hexadecimal, in as many labels as it needs. */
function encode(label: string, value: string): readonly [string, string][] {
  if (LABEL_VALUE.test(value)) return [[label, value]];
  const bytes = Buffer.from(value, 'utf8');
  const chunks = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES));
  return Array.from({ length: chunks }, (_, index) => [
    `${label}.hex${index}`,
    bytes.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES).toString('hex'),
  ]);
}

function decode(label: string, labels: ReleaseLabels): string | undefined {
  const plain = labels.get(label);
  if (plain !== undefined) return plain;
  let hex: string | undefined;
  for (let index = 0; labels.has(`${label}.hex${index}`); index++)
    hex = (hex ?? '') + labels.get(`${label}.hex${index}`);
  return hex === undefined ? undefined : Buffer.from(hex, 'hex').toString('utf8');
}

const digest = (parts: readonly string[], length: number): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, length);
