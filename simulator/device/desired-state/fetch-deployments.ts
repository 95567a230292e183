import type { BundleReference, DeploymentReference, StateManifest } from '../../protocol/documents.ts';
import type { Exchange } from '../../protocol/exchange.ts';
import { expectStatus } from '../connection/setback.ts';
import { DeviceError } from '../device-error.ts';
import { unpackBundle } from './bundle.ts';
import { decodedBody } from './decompress.ts';
import { type DesiredDeployment, readDeployment } from './deployment-document.ts';
import { digestOf, verifyDigest } from './digest.ts';
import type { PollContext } from './poll-manifest.ts';

/** How documents are fetched (WFL-004); `auto` takes the bundle where more than one document is new. */
export type FetchPolicy = 'bundle' | 'single' | 'auto';

/**
 * The deployments of a manifest, in its order. Documents already held under the same digest are not fetched again.
 * @throws Setback on failed exchanges, 404 included: that is no deletion (DSA-008); DeviceError on refused content
 */
export async function fetchDeployments(
  context: PollContext,
  { bundle, deployments }: StateManifest,
  held: readonly DesiredDeployment[],
  policy: FetchPolicy,
): Promise<readonly DesiredDeployment[]> {
  const known = new Map(held.map((item) => [`${item.deploymentId} ${item.digest}`, item]));
  const isKnown = ({ deploymentId, digest }: DeploymentReference): boolean => known.has(`${deploymentId} ${digest}`);
  const missing = deployments.filter((reference) => !isKnown(reference));
  const bundled = policy === 'bundle' || (policy === 'auto' && missing.length > 1);
  const documents =
    bundle && bundled && missing.length > 0
      ? await fromBundle(context, bundle, deployments)
      : await oneByOne(context, missing);
  return deployments.map(({ deploymentId, digest }) => {
    const held = known.get(`${deploymentId} ${digest}`);
    if (held) return held;
    const bytes = documents.get(digest);
    if (!bytes) throw new DeviceError('BUNDLE_INCOMPLETE', `the bundle lacks deployment ${deploymentId}`);
    return { deploymentId, digest, document: readDeployment(bytes, deploymentId, context) };
  });
}

type BytesByDigest = ReadonlyMap<string, Uint8Array>;

async function oneByOne(context: PollContext, wanted: readonly DeploymentReference[]): Promise<BytesByDigest> {
  const found = new Map<string, Uint8Array>();
  for (const { deploymentId, digest, url } of wanted) {
    if (!found.has(digest)) found.set(digest, await fetchVerified(context, url, digest, `deployment ${deploymentId}`));
  }
  return found;
}

/** Files are told apart by their digests: their names mean nothing (position G-27). */
async function fromBundle(
  context: PollContext,
  { url, digest }: BundleReference,
  listed: readonly DeploymentReference[],
): Promise<BytesByDigest> {
  const archive = await fetchVerified(context, url, digest, 'the bundle');
  const found = new Map<string, Uint8Array>();
  for (const bytes of await unpackBundle(archive, context.limits)) {
    const actual = digestOf(bytes);
    if (!listed.some((reference) => reference.digest === actual))
      throw new DeviceError(
        'DIGEST_MISMATCH',
        `the bundle holds a file with ${actual} that the manifest does not list`,
      );
    found.set(actual, bytes);
  }
  return found;
}

/** Integrity rests on the digest alone, `sizeBytes` is only advice (DSM-015). */
async function fetchVerified(context: PollContext, url: string, digest: string, what: string): Promise<Uint8Array> {
  const exchange = await request(context, url);
  const response = expectStatus('fetch artifact', exchange, [200], context.now());
  const body = await decodedBody(response, context.limits.decodedBytes, what);
  verifyDigest(body, digest, what);
  return body;
}

async function request({ client, signal }: PollContext, url: string): Promise<Exchange> {
  try {
    return await client.fetchReference(url, { headers: { 'accept-encoding': 'gzip' }, signal });
  } catch (cause) {
    throw new DeviceError('URL_REFUSED', `the manifest refers to ${url}, which is not on the WFM's origin`, { cause });
  }
}
