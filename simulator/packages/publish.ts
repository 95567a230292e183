import { createRegistryClient } from '../oci/client/create-registry-client.ts';
import type { RegistryAccess, RegistryClient } from '../oci/client/registry-client.ts';
import { EMPTY_CONTENT, EMPTY_DESCRIPTOR, type ImageManifest } from '../oci/documents.ts';
import { COMPOSE_ARTIFACT, HELM_PROVENANCE, OCI_EMPTY, OCI_MANIFEST } from '../oci/media-types.ts';
import { parseRepository, type RepositoryName, repositoryUrl, tagOfRevision } from '../oci/reference.ts';
import { chartAnnotations, chartConfig, chartLayer, composeLayer } from './manifest.ts';
import type { Package, PackedChart, PackedCompose, PublishedReference } from './package.ts';

/** How a package is published. */
export interface PublishOptions {
  /** The provenance file of a chart, which is pushed beside it; see `signChart`. */
  readonly provenance?: Uint8Array;
  /** Instead of the version in the package: the tag then says something else than the content. */
  readonly revision?: string;
}

/**
 * Publishes a package in a repository of a registry, under the tag of its version: charts as `helm push` does, Compose
 * applications as CMP-001 to CMP-003 say.
 * @param path of the repository, with the name of the component: `charts/good`
 * @throws OciError
 */
export async function publish(
  access: RegistryAccess,
  path: string,
  content: Package,
  options: PublishOptions = {},
): Promise<PublishedReference> {
  const repository = parseRepository(`oci://${access.host}/${path}`);
  const revision = options.revision ?? content.version;
  await using client = createRegistryClient(access);
  const manifest =
    content.kind === 'helm'
      ? await pushChart(client, repository.name, content, options.provenance)
      : await pushCompose(client, repository.name, content);
  const { digest } = await client.pushManifest(repository.name, manifest, tagOfRevision(revision));
  return { repository: repositoryUrl(repository), revision, digest };
}

async function pushChart(
  client: RegistryClient,
  name: RepositoryName,
  chart: PackedChart,
  provenance: Uint8Array | undefined,
): Promise<ImageManifest> {
  const config = await client.pushBlob(name, chartConfig(chart));
  const layers = [await client.pushBlob(name, chartLayer(chart))];
  if (provenance) layers.push(await client.pushBlob(name, { mediaType: HELM_PROVENANCE, bytes: provenance }));
  return { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers, annotations: chartAnnotations(chart) };
}

async function pushCompose(
  client: RegistryClient,
  name: RepositoryName,
  application: PackedCompose,
): Promise<ImageManifest> {
  await client.pushBlob(name, { mediaType: OCI_EMPTY, bytes: EMPTY_CONTENT });
  const layer = await client.pushBlob(name, composeLayer(application));
  return {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: COMPOSE_ARTIFACT,
    config: EMPTY_DESCRIPTOR,
    layers: [layer],
  };
}
