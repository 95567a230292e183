import type { StateManifest } from '../../protocol/documents.ts';
import { isJsonObject, type JsonValue, parseJson } from '../../protocol/json.ts';
import { BUNDLE, DEPLOYMENT, MANIFEST } from '../../protocol/media-types.ts';
import type { Behaviour } from '../behaviour.ts';
import type { ClientKey } from '../identity/peer.ts';
import type { Assignment, StoredManifest, Stores } from '../storage/stores.ts';

/** What the manifest is made with. */
export interface Workshop {
  readonly behaviour: Behaviour;
  readonly stores: Stores;
  /** For how many manifests after it an artifact can still be fetched (G-30). */
  readonly retainedManifests: number;
}

interface DeploymentFile {
  readonly deploymentId: string;
  readonly digest: string;
  readonly body: Buffer;
}

/** 1 at first, then one more for each manifest (DSM-007, DSM-008). */
export const nextManifestVersion = (previous: bigint | undefined): bigint => (previous ?? 0n) + 1n;

/** The references of a manifest; `bundle` is null exactly where nothing is desired (DSM-009). */
export const manifestJson = ({ manifestVersion, bundle, deployments }: StateManifest): JsonValue => ({
  manifestVersion,
  bundle: bundle && { ...bundle },
  deployments: deployments.map((reference) => ({ ...reference })),
});

function fileOf(behaviour: Behaviour, assignment: Assignment): DeploymentFile {
  const order = parseJson(assignment.order);
  const document = behaviour.deploymentDocument(assignment.id, assignment.deviceId, isJsonObject(order) ? order : {});
  const body = Buffer.from(behaviour.serialiseDeployment(document));
  return { deploymentId: assignment.id, digest: behaviour.digestOf(body, DEPLOYMENT), body };
}

/** Where the artifacts of a client are read: paths below the endpoint. */
export interface ArtifactUrls {
  readonly bundle: (digest: string) => string;
  readonly deployment: (deploymentId: string, digest: string) => string;
}

function references(
  behaviour: Behaviour,
  urls: ArtifactUrls,
  files: readonly DeploymentFile[],
  archive: Buffer | undefined,
) {
  const digest = archive && behaviour.digestOf(archive, BUNDLE);
  return {
    bundle:
      archive && digest ? { mediaType: BUNDLE, digest, sizeBytes: archive.length, url: urls.bundle(digest) } : null,
    deployments: files.map(({ deploymentId, digest, body }) => ({
      deploymentId,
      digest,
      sizeBytes: body.length,
      url: urls.deployment(deploymentId, digest),
    })),
  };
}

/** Makes the next manifest of a client, with all that it refers to; an unchanged content is not a new manifest. */
function makeManifest(client: ClientKey, workshop: Workshop, latest: StoredManifest | undefined): StoredManifest {
  const { behaviour, stores, retainedManifests } = workshop;
  const files = stores.deployments.desired(client).map((assignment) => fileOf(behaviour, assignment));
  const archive =
    files.length === 0
      ? undefined
      : behaviour.archive(files.map(({ deploymentId, body }) => ({ name: `${deploymentId}.yaml`, body })));
  const content = references(behaviour, behaviour.urlsOf(client, stores), files, archive);
  const fingerprint = JSON.stringify(content);
  const revision = stores.deployments.revision(client);
  if (latest?.content === fingerprint) return { ...latest, revision };
  const version = behaviour.nextManifestVersion(latest?.version, client);
  const generation = (latest?.generation ?? 0) + 1;
  const body = Buffer.from(behaviour.serialiseManifest({ manifestVersion: version, ...content }));
  for (const file of files) stores.artifacts.put(client, file.deploymentId, file.digest, generation, file.body);
  if (archive && content.bundle) stores.artifacts.put(client, '', content.bundle.digest, generation, archive);
  stores.artifacts.dropBefore(client, generation - retainedManifests);
  return { version, revision, content: fingerprint, generation, digest: behaviour.digestOf(body, MANIFEST), body };
}

/**
 * The manifest that a client is to follow now. It gets its version when it is first served: the first one is 1 whatever
 * the operator did before, and changes that nobody saw take no number. Version, manifest and artifacts are stored
 * before it is answered, in one transaction, so that none is ever served and then forgotten.
 */
export function currentManifest(client: ClientKey, workshop: Workshop): StoredManifest {
  const { stores } = workshop;
  // Read and written in one turn of the event loop, and nobody else writes: only what is written needs a transaction.
  const latest = stores.manifests.latest(client);
  if (latest?.revision === stores.deployments.revision(client)) return latest;
  return stores.transaction(() => {
    const manifest = makeManifest(client, workshop, latest);
    stores.manifests.put(client, manifest);
    return manifest;
  });
}
