import { createHash } from 'node:crypto';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import schema from './documents.schema.json' with { type: 'json' };
import { OCI_EMPTY, OCI_INDEX, OCI_MANIFEST } from './media-types.ts';
import { isOciDigest, type OciDigest } from './reference.ts';

/** Documents of the OCI image specification 1.1, as far as artifacts use them. */

export type Annotations = Readonly<Record<string, string>>;

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: OciDigest;
  /** Bytes. */
  readonly size: number;
  readonly artifactType?: string;
  /** The content itself, base64. */
  readonly data?: string;
  readonly annotations?: Annotations;
}

export interface ImageManifest {
  readonly schemaVersion: 2;
  readonly mediaType?: typeof OCI_MANIFEST;
  readonly artifactType?: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Annotations;
}

export interface ImageIndex {
  readonly schemaVersion: 2;
  readonly mediaType?: typeof OCI_INDEX;
  readonly artifactType?: string;
  readonly manifests: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Annotations;
}

/** What the bytes of a manifest turned out to be. */
export type ManifestReading =
  | { readonly kind: 'manifest'; readonly mediaType: typeof OCI_MANIFEST; readonly manifest: ImageManifest }
  | { readonly kind: 'index'; readonly mediaType: typeof OCI_INDEX; readonly index: ImageIndex }
  | { readonly kind: 'invalid'; readonly reason: string };

const ajv = new Ajv2020({ strictTypes: false }).addSchema(schema);

function validator<T>(definition: string): ValidateFunction<T> {
  const validate = ajv.getSchema<T>(`${schema.$id}#/$defs/${definition}`);
  if (!validate) throw new TypeError(`documents.schema.json has no definition ${definition}`);
  return validate;
}

const isManifest = validator<ImageManifest>('manifest');
const isIndex = validator<ImageIndex>('index');

/** Reads the bytes of a manifest or an index; members that nobody knows are left alone. */
export function readManifest(bytes: Uint8Array): ManifestReading {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { kind: 'invalid', reason: 'is not JSON' };
  }
  if (typeof document === 'object' && document !== null && 'manifests' in document) {
    if (isIndex(document)) return { kind: 'index', mediaType: OCI_INDEX, index: document };
    return { kind: 'invalid', reason: reasonOf(isIndex) };
  }
  if (isManifest(document)) return { kind: 'manifest', mediaType: OCI_MANIFEST, manifest: document };
  return { kind: 'invalid', reason: reasonOf(isManifest) };
}

function reasonOf(validate: ValidateFunction): string {
  const [first] = validate.errors ?? [];
  return `at ${first?.instancePath || '/'} ${first?.message ?? 'is invalid'}`;
}

/** The digest of bytes as they are. */
function digestOf(bytes: Uint8Array): OciDigest {
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (!isOciDigest(digest)) throw new TypeError(`${digest} is no digest`);
  return digest;
}

export const describe = (mediaType: string, bytes: Uint8Array, annotations?: Annotations): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
  ...(annotations && { annotations }),
});

/** The content `{}` and its descriptor, for manifests that need no configuration. */
export const EMPTY_CONTENT: Uint8Array = new TextEncoder().encode('{}');
export const EMPTY_DESCRIPTOR: Descriptor = describe(OCI_EMPTY, EMPTY_CONTENT);
