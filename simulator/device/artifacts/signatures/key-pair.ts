import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { RegistryClient } from '../../../oci/client/registry-client.ts';
import type { Descriptor, ImageManifest } from '../../../oci/documents.ts';
import { SIGNATURE_ANNOTATION, SIGNATURE_ARTIFACT, SIGNATURE_PAYLOAD } from '../../../oci/media-types.ts';
import { OciError } from '../../../oci/oci-error.ts';
import type { OciDigest, Repository } from '../../../oci/reference.ts';
import { readSigningPayload, signatureTag } from '../../../oci/simple-signing.ts';
import { DeviceError } from '../../device-error.ts';
import type { KeyPairRule } from '../policy/policy.ts';

/** A manifest whose signature is asked for. */
export interface SignedManifest {
  /** As the deployment names it, which is what it has to be signed for. */
  readonly repository: Repository;
  readonly digest: OciDigest;
}

/** Signatures of one manifest that are looked at, manifests and layers of each. */
const MOST = 16;
const PAYLOAD_BYTES = 64 * 1024;

/**
 * Checks that one of the keys signed a manifest for its repository. The signatures stand beside it, under a tag made of
 * its digest or as referrers of it.
 * @throws DeviceError SIGNATURE_MISSING, SIGNATURE_INVALID; OciError where the registry does not give them
 */
export async function verifyKeyPair(
  client: RegistryClient,
  signed: SignedManifest,
  { keys }: KeyPairRule,
  signal: AbortSignal,
): Promise<void> {
  const { repository, digest } = signed;
  const publicKeys = keys.map((key) => createPublicKey(key));
  let seen = 0;
  for (const { layers } of await signatureManifests(client, signed, signal))
    for (const layer of layers.slice(0, MOST)) {
      if (layer.mediaType !== SIGNATURE_PAYLOAD || layer.size > PAYLOAD_BYTES) continue;
      seen++;
      const payload = await client.read(repository.name, layer, signal);
      if (vouches(payload, signed) && publicKeys.some((key) => isSigned(layer, payload, key))) return;
    }
  if (seen === 0)
    throw new DeviceError(
      'SIGNATURE_MISSING',
      `${digest} has no signature; have its publisher sign it with a key of the policy`,
    );
  throw new DeviceError(
    'SIGNATURE_INVALID',
    `none of the ${seen} signatures of ${digest} is of a key of the policy, for this content in this repository; do not trust it before its publisher explains`,
  );
}

async function signatureManifests(
  client: RegistryClient,
  { repository: { name }, digest }: SignedManifest,
  signal: AbortSignal,
): Promise<readonly ImageManifest[]> {
  const referrers = (await client.referrers(name, digest, signal))
    .filter(({ artifactType }) => artifactType === SIGNATURE_ARTIFACT)
    .slice(0, MOST);
  const manifests: ImageManifest[] = [];
  for (const reference of [signatureTag(digest), ...referrers.map((referrer) => referrer.digest)]) {
    try {
      const { reading } = await client.resolve(name, reference, signal);
      if (reading.kind === 'manifest') manifests.push(reading.manifest);
    } catch (cause) {
      if (!(cause instanceof OciError && cause.code === 'ARTIFACT_NOT_FOUND')) throw cause;
    }
  }
  return manifests;
}

/** Whether what was signed is this content, and nothing but this content in this place. */
function vouches(payload: Uint8Array, { repository, digest }: SignedManifest): boolean {
  const critical = readSigningPayload(payload)?.critical;
  return (
    critical?.image['docker-manifest-digest'] === digest &&
    critical.identity['docker-reference'] === `${repository.host}/${repository.name}`
  );
}

function isSigned({ annotations = {} }: Descriptor, payload: Uint8Array, key: KeyObject): boolean {
  const signature = Buffer.from(annotations[SIGNATURE_ANNOTATION] ?? '', 'base64');
  // Keys of Edwards curves have their hash built in.
  const hash = key.asymmetricKeyType === 'ed25519' || key.asymmetricKeyType === 'ed448' ? null : 'sha256';
  try {
    return verify(hash, payload, key, signature);
  } catch {
    return false;
  }
}
