import type { ReceivedManifest } from '../../oracles/manifest.ts';

/** What a client that has deployments is remembered by, beside its row. */
export interface Workloads {
  /** Of the last manifest, by id. */
  readonly deployments: Map<string, KnownDeployment>;
  bundle: KnownBundle | null;
  /** What would be wrong if the manifest of that time were still the current one. */
  suspicions: Suspicion[];
}

export interface KnownDeployment {
  digest: string;
  /** Digest under which a status of it was last acknowledged; `maybe` where a report got no answer. */
  reported: string | 'maybe' | null;
}

export interface KnownBundle {
  readonly digest: string;
  readonly mediaType: string | undefined;
}

/** A refusal that is right only if what is desired has changed meanwhile. */
export interface Suspicion {
  readonly requirement: 'DSM-012' | 'STA-003';
  /** Id of the deployment, or digest of the artifact. */
  readonly about: string;
  readonly expected: string;
  readonly received: string;
  /** Milliseconds since the epoch, from which on it counts if it still holds. */
  readonly countsFrom: number;
}

/** More refusals of one client tell nothing new. */
const MOST_SUSPICIONS = 8;

const none = (): Workloads => ({ deployments: new Map(), bundle: null, suspicions: [] });

/** Of the clients that have deployments, or had. */
export class WorkloadMemory {
  readonly #clients = new Map<number, Workloads>();

  of(device: number): Workloads | undefined {
    return this.#clients.get(device);
  }

  /**
   * Takes in what a manifest asks for; answers the ids that are new to this client. Of what was forgotten, `isNew` being
   * false, statuses may have been reported before.
   */
  take(device: number, { deployments, bundle }: ReceivedManifest, isNew: boolean): readonly string[] {
    const known = this.#clients.get(device);
    if (!known && deployments.length === 0) return [];
    const workloads = known ?? none();
    if (!known) this.#clients.set(device, workloads);
    const added: string[] = [];
    const listed = new Set<string>();
    for (const { deploymentId, digest } of deployments) {
      listed.add(deploymentId);
      const entry = workloads.deployments.get(deploymentId);
      if (entry) entry.digest = digest;
      else {
        workloads.deployments.set(deploymentId, { digest, reported: isNew ? null : 'maybe' });
        added.push(deploymentId);
      }
    }
    for (const id of workloads.deployments.keys()) if (!listed.has(id)) workloads.deployments.delete(id);
    workloads.bundle = bundle && { digest: bundle.digest, mediaType: bundle.mediaType };
    return added;
  }

  /** False where nothing more is kept of this client. */
  suspect(device: number, suspicion: Suspicion): boolean {
    const workloads = this.#clients.get(device);
    if (!workloads || workloads.suspicions.length >= MOST_SUSPICIONS) return workloads !== undefined;
    if (!workloads.suspicions.some(({ about }) => about === suspicion.about)) workloads.suspicions.push(suspicion);
    return true;
  }

  forget(device: number): Iterable<string> {
    const ids = this.#clients.get(device)?.deployments.keys() ?? [];
    this.#clients.delete(device);
    return ids;
  }
}
