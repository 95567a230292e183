import { OCI_INDEX, OCI_MANIFEST } from '../../oci/media-types.ts';

/** What a registry reads in a manifest: what it refers to, and what it wants to be found by. */
export interface ManifestDocument {
  readonly mediaType: string | undefined;
  readonly artifactType: string | undefined;
  readonly annotations: Readonly<Record<string, unknown>> | undefined;
  /** Digest of the manifest that this one belongs to. */
  readonly subject: string | undefined;
  readonly blobs: readonly string[];
  readonly manifests: readonly string[];
}

const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';

const OF_BLOBS: readonly string[] = [OCI_MANIFEST, DOCKER_MANIFEST];
const OF_MANIFESTS: readonly string[] = [OCI_INDEX, DOCKER_LIST];

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const digestIn = (value: unknown): string | undefined => (isMembers(value) ? textOf(value['digest']) : undefined);

/** The digests of a list of descriptors; undefined where one of them is none. */
function digestsOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const digests = value.map(digestIn).filter((digest) => digest !== undefined);
  return digests.length === value.length ? digests : undefined;
}

function parse(bytes: Uint8Array): Members | undefined {
  try {
    const document: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isMembers(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

/** Reads a manifest that was sent as the media type; undefined where it is none. */
export function readManifestDocument(bytes: Uint8Array, mediaType: string): ManifestDocument | undefined {
  const document = parse(bytes);
  if (document?.['schemaVersion'] !== 2) return undefined;
  const config = digestIn(document['config']);
  const blobs = OF_BLOBS.includes(mediaType) ? digestsOf(document['layers']) : [];
  const manifests = OF_MANIFESTS.includes(mediaType) ? digestsOf(document['manifests']) : [];
  if (blobs === undefined || manifests === undefined) return undefined;
  if (OF_BLOBS.includes(mediaType) && config === undefined) return undefined;
  const configType = isMembers(document['config']) ? textOf(document['config']['mediaType']) : undefined;
  return {
    mediaType: textOf(document['mediaType']),
    artifactType: textOf(document['artifactType']) ?? configType,
    annotations: isMembers(document['annotations']) ? document['annotations'] : undefined,
    subject: digestIn(document['subject']),
    blobs: config === undefined ? blobs : [config, ...blobs],
    manifests,
  };
}

/** Whether the registry knows how to read such manifests. */
export const isManifestType = (mediaType: string): boolean =>
  OF_BLOBS.includes(mediaType) || OF_MANIFESTS.includes(mediaType);
