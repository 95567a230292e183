import type { Exchange, WireResponse } from '../../simulator/protocol/exchange.ts';
import { BUNDLE, DEPLOYMENT } from '../../simulator/protocol/media-types.ts';
import type { ManagementClient, RequestOptions, ResourcePaths } from '../../simulator/protocol/revision.ts';
import { setUpResponse, type TrialClient } from '../harness/client.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { decodedBody } from '../oracles/content-coding.ts';
import { sha256Digest } from '../oracles/digest.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';

/** What a manifest refers to, and how it is addressed by its content. */
export type Artifact = DeploymentArtifact | BundleArtifact;

export interface DeploymentArtifact extends Reference {
  readonly kind: 'deployment';
  readonly deploymentId: string;
}

interface BundleArtifact extends Reference {
  readonly kind: 'bundle';
}

interface Reference {
  readonly digest: string;
  /** As in the manifest. */
  readonly url: string;
  /** What tells it from every other one, for people too. */
  readonly name: string;
  readonly mediaType: string;
}

/** Every artifact of a manifest, the bundle last. */
export const artifactsOf = ({ deployments, bundle }: ReceivedManifest): readonly Artifact[] => [
  ...deployments.map(
    ({ deploymentId, digest, url }): Artifact => ({
      kind: 'deployment',
      deploymentId,
      digest,
      url,
      name: `deployment ${deploymentId} of ${digest}`,
      mediaType: DEPLOYMENT,
    }),
  ),
  ...(bundle
    ? [
        {
          kind: 'bundle',
          digest: bundle.digest,
          url: bundle.url,
          name: `bundle ${bundle.digest}`,
          mediaType: bundle.mediaType ?? BUNDLE,
        } satisfies Artifact,
      ]
    : []),
];

/** The path that the clause gives it, below the endpoint's base. */
export const resourceOf = (paths: ResourcePaths, artifact: Artifact): string =>
  artifact.kind === 'bundle' ? paths.bundle(artifact.digest) : paths.deployment(artifact.deploymentId, artifact.digest);

/** Fetches it by its digest, or by another one under the same resource. */
export const fetchArtifact = (
  api: ManagementClient,
  artifact: Artifact,
  options?: RequestOptions,
  digest: string = artifact.digest,
): Promise<Exchange> =>
  artifact.kind === 'bundle'
    ? api.fetchBundle(digest, options)
    : api.fetchDeployment(artifact.deploymentId, digest, options);

/** The 200 with an artifact as a step on the way: where it is not served the check is not evaluated. */
export async function servedArtifact(
  { api }: TrialClient,
  artifact: Artifact,
  options?: RequestOptions,
): Promise<WireResponse> {
  const step = `fetching ${artifact.name}`;
  const response = setUpResponse(await fetchArtifact(api, artifact, options), step);
  if (response.status !== 200) throw new NotEvaluated(`${step} was answered with ${response.status}`);
  return response;
}

/** Its bytes, codings undone, as a step on the way. */
export async function bytesOf(client: TrialClient, artifact: Artifact): Promise<Uint8Array> {
  const decoded = decodedBody(await servedArtifact(client, artifact));
  if ('undecodable' in decoded) throw new NotEvaluated(`${artifact.name} has a body that does not decode`);
  return decoded.bytes;
}

/** The same where the bytes have the digest of the manifest: what they say is then what the manifest refers to. */
export async function verifiedBytesOf(client: TrialClient, artifact: Artifact): Promise<Uint8Array> {
  const bytes = await bytesOf(client, artifact);
  if (sha256Digest(bytes) === artifact.digest) return bytes;
  throw new NotEvaluated(`${artifact.name} was answered with bytes of another digest`);
}
