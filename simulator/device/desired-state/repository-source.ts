import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RepositoryClient, repositoryClient } from '../../git/repository-client.ts';
import type { EmptyRepository, Synced } from '../../git/sync-result.ts';
import type { Exchange } from '../../protocol/exchange.ts';
import type { RepositoryAccess, RevisionDocuments } from '../../protocol/revision.ts';
import type { EventLog } from '../events.ts';
import type { DeviceLimits } from '../limits.ts';
import type { TrustSource } from '../trust/trust-source.ts';
import { repositoryDeployments } from './repository-documents.ts';
import { type RepositoryObstacle, repositoryExchange, repositorySetback } from './repository-outcome.ts';
import type { DesiredAnswer, DesiredStateSource, KnownState } from './source.ts';

export interface RepositorySourceParts {
  readonly documents: RevisionDocuments;
  readonly events: EventLog;
  readonly limits: DeviceLimits;
  readonly trust: TrustSource;
  /** Name of the client in transcripts. */
  readonly actor: string;
  /** Where the clone is kept; null for a temporary folder. */
  readonly folder: string | null;
  readonly onExchange: ((exchange: Exchange) => void) | undefined;
  /** What the WFM has handed out last. */
  readonly access: () => RepositoryAccess | null;
  /** Asks the WFM for another token; false where it cannot be asked. @throws Setback */
  readonly renewAccess: (signal: AbortSignal) => Promise<boolean>;
}

/** The head of a Git repository of the WFM. Its version is a count of the heads that were taken, its ETag the commit. */
export class RepositorySource implements DesiredStateSource {
  readonly #parts: RepositorySourceParts;
  #temporary: string | undefined;
  #open: { readonly key: string; readonly client: RepositoryClient } | undefined;

  constructor(parts: RepositorySourceParts) {
    this.#parts = parts;
  }

  async read({ accepted, deviceIds }: KnownState, signal: AbortSignal): Promise<DesiredAnswer> {
    const { events, documents, limits } = this.#parts;
    const { client, result } = await this.#look(signal);
    if (result.kind === 'empty') {
      // A clone that was lost no longer knows that there was a branch; the device does.
      if (accepted) throw repositorySetback('BRANCH_GONE');
      return { kind: 'unchanged' };
    }
    const { head } = result;
    if (accepted?.etag === head) return { kind: 'unchanged' };
    if (accepted && (await isRewritten(client, result, accepted.etag)))
      events.record({ kind: 'history-rewritten', from: accepted.etag, to: head });
    const [deviceId] = deviceIds;
    const context = { documents, limits, deviceId };
    const { deployments, foreign } = repositoryDeployments(client.files(), deviceIds, context);
    for (const document of foreign) events.record({ kind: 'foreign-document', ...document });
    return { kind: 'new', mark: { version: (accepted?.version ?? 0n) + 1n, etag: head }, deployments };
  }

  async close(): Promise<void> {
    const folder = this.#temporary;
    this.#open = undefined;
    this.#temporary = undefined;
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }

  /** A token that is refused is renewed once: it is short-lived (ONB-003). */
  async #look(signal: AbortSignal): Promise<Look> {
    const first = await this.#lookOnce(signal);
    if (!('obstacle' in first)) return first;
    if (first.obstacle !== 'REFUSED' || !(await this.#parts.renewAccess(signal)))
      throw repositorySetback(first.obstacle);
    const second = await this.#lookOnce(signal);
    if ('obstacle' in second) throw repositorySetback(second.obstacle);
    return second;
  }

  async #lookOnce(signal: AbortSignal): Promise<Look | { readonly obstacle: RepositoryObstacle }> {
    const { access, actor, onExchange } = this.#parts;
    const repository = access();
    if (!repository) return { obstacle: 'NO_REPOSITORY' };
    const { url } = repository;
    const client = await this.#client(url);
    const startedAt = Date.now();
    const start = performance.now();
    const result = await client.sync(signal);
    onExchange?.(repositoryExchange(result, { actor, url, startedAt, durationMs: performance.now() - start }));
    return result.kind === 'failed' ? { obstacle: result.code } : { client, result };
  }

  /** Another repository, or other anchors, ask for a client of their own; each repository has its own clone. */
  async #client(url: string): Promise<RepositoryClient> {
    const { trust, access, limits } = this.#parts;
    const anchors = trust.anchors().join('\n');
    const key = `${url}\n${anchors}`;
    if (this.#open?.key === key) return this.#open.client;
    const clones = this.#parts.folder ?? (await this.#temporaryFolder());
    const client = await repositoryClient({
      url,
      token: () => access()?.token ?? '',
      anchors,
      folder: join(clones, createHash('sha256').update(url).digest('hex').slice(0, 16)),
      limits: {
        timeoutMs: limits.requestMs,
        maxRepositoryBytes: limits.repositoryBytes,
        maxTotalBytes: limits.decodedBytes,
        maxFiles: limits.bundleFiles,
      },
    });
    this.#open = { key, client };
    return client;
  }

  async #temporaryFolder(): Promise<string> {
    this.#temporary ??= await mkdtemp(join(tmpdir(), 'waspect-clone-'));
    return this.#temporary;
  }
}

interface Look {
  readonly client: RepositoryClient;
  readonly result: Synced | EmptyRepository;
}

/** The look tells it of the head before; a head that an earlier process has accepted is asked for. */
const isRewritten = async (
  client: RepositoryClient,
  { previous, rewritten, head }: Synced,
  accepted: string,
): Promise<boolean> => (previous === accepted ? rewritten : !(await client.isAncestor(accepted, head)));
