import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RepositoryClient, repositoryClient } from '../../simulator/git/repository-client.ts';
import type { SyncResult } from '../../simulator/git/sync-result.ts';
import { isJsonObject, type JsonObject, jsonBytes } from '../../simulator/protocol/json.ts';
import type { RepositoryAccess, Revision } from '../../simulator/protocol/revision.ts';
import { sha256Digest } from '../oracles/digest.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';
import { documentsIn } from '../oracles/repository-deployments.ts';
import type { TrialClient } from './client.ts';
import { NotEvaluated } from './verdict.ts';

/** What a WFM wants on a client's devices, as far as every revision can tell it. */
export interface Desired {
  /** Digest of the document of each deployment, by its id. */
  readonly digests: ReadonlyMap<string, string>;
  /** Throws `NotEvaluated` in a revision without. */
  readonly manifest: ReceivedManifest;
  /** What a status report says was adopted; undefined where reports of the revision say nothing of it. */
  readonly adopted: bigint | undefined;
}

/** What is desired as a list, which is what a manifest has. */
export interface DesiredList {
  readonly deployments: readonly { readonly deploymentId: string; readonly digest: string }[];
}

export const listed = ({ digests }: Desired): DesiredList => ({
  deployments: Array.from(digests, ([deploymentId, digest]) => ({ deploymentId, digest })),
});

/** Where a client reads what is desired. */
export interface DesiredState {
  read(): Promise<Desired>;
}

export const fromManifest = (
  client: Pick<TrialClient, 'manifest'>,
  { traits }: Pick<Revision, 'traits'>,
): DesiredState => ({
  read: async () => {
    const manifest = await client.manifest();
    return {
      digests: new Map(manifest.deployments.map((entry) => [entry.deploymentId, entry.digest])),
      manifest,
      adopted: traits.statusHasAdoptedVersion ? manifest.version : undefined,
    };
  },
});

/** A client's own copy of its repository, in a folder that goes with it. */
export interface Checkout {
  readonly repository: RepositoryClient;
  /** Ends a look that is under way; there is none afterwards. */
  close(): Promise<void>;
}

export async function checkout({ url, token }: RepositoryAccess, anchors: string): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), 'waspect-checkout-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const repository = await repositoryClient({ url, token: () => token, anchors, folder });
    return endingWith(repository, remove);
  } catch (error) {
    await remove();
    // No secret goes to a place that is not https; that such a URL was handed out is another check's matter.
    if (error instanceof TypeError) throw new NotEvaluated(`the repository ${url} cannot be read: ${error.message}`);
    throw error;
  }
}

/** Git writes into the folder for as long as it runs: the folder goes when nobody looks any more. */
function endingWith(repository: RepositoryClient, remove: () => Promise<void>): Checkout {
  const closing = new AbortController();
  const looks = new Set<Promise<SyncResult>>();
  const sync = (): Promise<SyncResult> => {
    if (closing.signal.aborted) throw new NotEvaluated('the copy of the repository was given back');
    const look = repository.sync(closing.signal);
    looks.add(look);
    const over = (): void => void looks.delete(look);
    look.then(over, over);
    return look;
  };
  const close = async (): Promise<void> => {
    closing.abort();
    await Promise.allSettled(looks);
    await remove();
  };
  return { repository: { ...repository, sync }, close };
}

/** A deployment as a repository has it. */
export interface DeploymentAtHead {
  readonly id: string;
  /** Of what it says, not of the file that it stands in. */
  readonly digest: string;
  /** In the shape of the model. */
  readonly document: JsonObject;
}

/** The deployments among the documents at the head of a repository, after a look at it. Throws `NotEvaluated`. */
export async function deploymentsAtHead(
  repository: RepositoryClient,
  { documents }: Pick<Revision, 'documents'>,
): Promise<readonly DeploymentAtHead[]> {
  const result = await repository.sync();
  if (result.kind === 'failed')
    throw new NotEvaluated(`the repository could not be read: ${result.code}, ${result.message}`);
  return documentsIn(repository.files()).flatMap(({ document: received }) => {
    const document = documents.read('application-deployment', received);
    if (!isJsonObject(document) || typeof document['id'] !== 'string') return [];
    return [{ id: document['id'], digest: sha256Digest(jsonBytes(received)), document }];
  });
}

/** The desired state of the pre-draft: the documents at the head of the repository that is named by onboarding. */
export const fromRepository = (
  open: () => Promise<RepositoryClient>,
  revision: Pick<Revision, 'documents'>,
): DesiredState => ({
  read: async () => {
    const deployments = await deploymentsAtHead(await open(), revision);
    return {
      digests: new Map(deployments.map(({ id, digest }) => [id, digest])),
      adopted: undefined,
      get manifest(): never {
        throw new NotEvaluated('this revision has a repository, and no manifest');
      },
    };
  },
});
