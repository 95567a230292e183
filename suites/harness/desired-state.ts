import type { ReceivedManifest } from '../oracles/manifest.ts';
import type { ClientParts, TrialClient } from './client.ts';

/** What a WFM wants on a client's devices, as far as every revision can tell it. */
export interface Desired {
  /** Digest of the document of each deployment, by its id. */
  readonly digests: ReadonlyMap<string, string>;
  /** Throws `NotEvaluated` in a revision without. */
  readonly manifest: ReceivedManifest;
  /** What a status report says was adopted; undefined where reports of the revision say nothing of it. */
  readonly adopted: bigint | undefined;
}

/** Where a client reads what is desired. */
export interface DesiredState {
  read(): Promise<Desired>;
  close(): Promise<void>;
}

export function desiredStateOf(client: TrialClient, { revision }: ClientParts): DesiredState {
  switch (revision.traits.desiredState) {
    case 'manifest':
      return {
        read: async () => {
          const manifest = await client.manifest();
          return {
            digests: new Map(manifest.deployments.map((entry) => [entry.deploymentId, entry.digest])),
            manifest,
            adopted: revision.traits.statusHasAdoptedVersion ? manifest.version : undefined,
          };
        },
        close: async () => undefined,
      };
    case 'repository':
      throw new TypeError('NOT_YET');
  }
}
