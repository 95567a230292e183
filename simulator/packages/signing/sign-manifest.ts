import { createRegistryClient } from '../../oci/client/create-registry-client.ts';
import type { RegistryAccess, RegistryClient } from '../../oci/client/registry-client.ts';
import type { Descriptor, ImageManifest } from '../../oci/documents.ts';
import { OCI_IMAGE_CONFIG, OCI_MANIFEST, SIGNATURE_ANNOTATION, SIGNATURE_PAYLOAD } from '../../oci/media-types.ts';
import { OciError } from '../../oci/oci-error.ts';
import { isOciDigest, type OciDigest, parseRepository, type RepositoryName, type Tag } from '../../oci/reference.ts';
import { signatureTag, signingPayload } from '../../oci/simple-signing.ts';
import type { PublishedReference } from '../package.ts';
import { PackageError } from '../package-error.ts';
import type { SigningKey } from './signing-key.ts';

/** What a signature is to say instead of the truth. */
export interface SignatureChanges {
  /** A manifest that it is made over instead of the one that it is published for. */
  readonly digest?: string;
  /** The repository that it says it was made for, `host[:port]/path`. */
  readonly identity?: string;
}

/**
 * Signs a published manifest with a key pair and puts the signature beside it, under the tag that cosign looks for and
 * with the signatures that are there already.
 * @throws OciError, PackageError DIGEST_INVALID
 */
export async function signManifest(
  access: RegistryAccess,
  published: PublishedReference,
  key: SigningKey,
  changes: SignatureChanges = {},
): Promise<void> {
  const { host, name } = parseRepository(published.repository);
  const payload = signingPayload(changes.identity ?? `${host}/${name}`, checked(changes.digest ?? published.digest));
  const tag = signatureTag(checked(published.digest));
  await using client = createRegistryClient(access);
  const layer = await client.pushBlob(name, {
    mediaType: SIGNATURE_PAYLOAD,
    bytes: payload,
    annotations: { [SIGNATURE_ANNOTATION]: Buffer.from(key.sign(payload)).toString('base64') },
  });
  const layers = [...(await layersUnder(client, name, tag)), layer];
  const config = await client.pushBlob(name, { mediaType: OCI_IMAGE_CONFIG, bytes: imageConfig(layers) });
  const manifest: ImageManifest = { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers };
  await client.pushManifest(name, manifest, tag);
}

function checked(digest: string): OciDigest {
  if (isOciDigest(digest)) return digest;
  throw new PackageError('DIGEST_INVALID', `${digest} is no digest of a manifest; give sha256: and 64 digits`);
}

async function layersUnder(client: RegistryClient, name: RepositoryName, tag: Tag): Promise<readonly Descriptor[]> {
  try {
    const { reading } = await client.resolve(name, tag);
    return reading.kind === 'manifest' ? reading.manifest.layers : [];
  } catch (error) {
    if (error instanceof OciError && error.code === 'ARTIFACT_NOT_FOUND') return [];
    throw error;
  }
}

/** Signatures are stored as an image, whose layers are the payloads. */
const imageConfig = (layers: readonly Descriptor[]): Uint8Array =>
  Buffer.from(
    JSON.stringify({
      architecture: '',
      created: '0001-01-01T00:00:00Z',
      history: layers.map(() => ({ created: '0001-01-01T00:00:00Z' })),
      os: '',
      rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
      config: {},
    }),
  );
