import type { StateManifest } from '../../protocol/documents.ts';
import { isDigest } from '../../protocol/identifiers.ts';
import { isJsonObject, type JsonValue, parseJsonBytes } from '../../protocol/json.ts';
import type { RevisionDocuments } from '../../protocol/revision.ts';
import { DeviceError } from '../device-error.ts';

/** What is remembered of a manifest. */
export interface ManifestMark {
  readonly version: bigint;
  readonly etag: string;
}

type ManifestDocument = Omit<StateManifest, 'manifestVersion'> & { readonly manifestVersion: number | bigint };

const isManifest = (value: JsonValue): value is JsonValue & ManifestDocument => {
  if (!isJsonObject(value)) return false;
  const { manifestVersion: version, bundle, deployments } = value;
  if (typeof version !== 'bigint' && !Number.isSafeInteger(version)) return false;
  if (bundle !== null && !hasTexts(bundle, ['mediaType', 'digest', 'url'])) return false;
  return Array.isArray(deployments) && deployments.every((item) => hasTexts(item, ['deploymentId', 'digest', 'url']));
};

const hasTexts = (value: JsonValue | undefined, names: readonly string[]): boolean =>
  isJsonObject(value) && names.every((name) => typeof value[name] === 'string');

/**
 * Reads the decoded body of a manifest by the rules that bind the client, except the one about versions.
 * @throws DeviceError MANIFEST_INVALID, DIGEST_ALGORITHM_UNSUPPORTED (DIG-004)
 */
export function readManifest(body: Uint8Array, documents: RevisionDocuments): StateManifest {
  const received = parse(body);
  refuseForeignDigests(received);
  const [first] = documents.schemaErrors('state-manifest', received);
  if (first) throw invalid(`at ${first.pointer || '/'} it ${first.message}`);
  const document = documents.read('state-manifest', received);
  if (!isManifest(document)) throw invalid('it lacks what a manifest has to say');
  const { bundle, deployments } = document;
  if ((bundle === null) !== (deployments.length === 0))
    throw invalid('bundle is null exactly where there are no deployments (DSM-009)');
  if (new Set(deployments.map(({ deploymentId }) => deploymentId)).size < deployments.length)
    throw invalid('it lists a deployment twice');
  return { manifestVersion: BigInt(document.manifestVersion), bundle, deployments };
}

/**
 * A version that does not grow is a rollback or a replay (WFL-002), and so is another body under the version in use.
 * @throws DeviceError VERSION_NOT_INCREASING
 */
export function refuseRollback(version: bigint, accepted: ManifestMark | null): void {
  if (accepted && version <= accepted.version)
    throw new DeviceError(
      'VERSION_NOT_INCREASING',
      `the manifest has version ${version}, ${accepted.version} is in use; it is refused`,
    );
}

/** @throws DeviceError ETAG_INVALID where the tag is absent or weak (DSM-017): it could not be sent back. */
export function strongEtag(etag: string | undefined): string {
  if (etag === undefined || !/^"[\x21\x23-\x7e\x80-\xff]*"$/.test(etag))
    throw new DeviceError(
      'ETAG_INVALID',
      `the manifest came with the ETag ${etag ?? '(none)'}; a strong one is needed`,
    );
  return etag;
}

function parse(body: Uint8Array): JsonValue {
  try {
    return parseJsonBytes(body);
  } catch (cause) {
    throw invalid('it is not JSON in UTF-8', cause);
  }
}

/** Said apart from other mistakes, because the specification does: the client knows the algorithm or stops. */
function refuseForeignDigests(document: JsonValue): void {
  const { bundle, deployments } = isJsonObject(document) ? document : {};
  for (const item of [bundle, ...(Array.isArray(deployments) ? deployments : [])]) {
    const digest = isJsonObject(item) ? item['digest'] : undefined;
    if (typeof digest === 'string' && !isDigest(digest) && !digest.startsWith('sha256:'))
      throw new DeviceError(
        'DIGEST_ALGORITHM_UNSUPPORTED',
        `${digest.slice(0, 80)} is no sha256 digest; nothing is applied`,
      );
  }
}

const invalid = (detail: string, cause?: unknown): DeviceError =>
  new DeviceError('MANIFEST_INVALID', `the manifest is refused: ${detail}`, { cause });
