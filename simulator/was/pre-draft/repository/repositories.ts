import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type BareRepository, openBareRepository } from '../../../git/bare-repository.ts';
import { isJsonObject, parseJson } from '../../../protocol/json.ts';
import type { Workshop } from '../../desired-state/manifest.ts';
import type { ClientKey } from '../../identity/peer.ts';

/** The repository of each client, brought up to what is desired whenever it is asked for (DSM-000). */
export interface Repositories {
  readonly current: (client: ClientKey) => Promise<BareRepository>;
}

interface Kept {
  readonly repository: Promise<BareRepository>;
  /** The desired state that was committed last. */
  revision: number | undefined;
  last: Promise<unknown>;
}

/**
 * Repositories below a folder. What is desired is committed when a client looks, so that a repository can never say
 * anything else than the database; what is the same as before makes no commit.
 */
export function openRepositories(folder: string, { behaviour, stores }: Workshop): Repositories {
  const { preDraft } = behaviour;
  const kept = new Map<ClientKey, Kept>();

  const keptOf = (client: ClientKey): Kept => {
    const known = kept.get(client);
    if (known) return known;
    // A client's id may have characters that no file name has.
    const name = createHash('sha256').update(client).digest('hex').slice(0, 32);
    const repository = openBareRepository(join(folder, `${name}.git`), preDraft.defaultBranch);
    const opened: Kept = { repository, revision: undefined, last: repository };
    kept.set(client, opened);
    // What could not be made now is tried again at the next look.
    repository.catch(() => kept.delete(client));
    return opened;
  };

  async function bringUp(client: ClientKey, entry: Kept): Promise<BareRepository> {
    const repository = await entry.repository;
    const revision = stores.deployments.revision(client);
    if (entry.revision === revision) return repository;
    const documents = stores.deployments.desired(client).map((assignment) => {
      const order = parseJson(assignment.order);
      if (!isJsonObject(order)) throw new TypeError('STORAGE_DOCUMENT: a stored order is no object');
      const document = behaviour.deploymentDocument(assignment.id, assignment.deviceId, order);
      return { assignment, yaml: behaviour.serialiseDeployment(document) };
    });
    await preDraft.commit(repository, preDraft.filesOf(documents, client, stores));
    entry.revision = revision;
    return repository;
  }

  return {
    current: (client) => {
      const entry = keptOf(client);
      const turn = entry.last.then(
        () => bringUp(client, entry),
        () => bringUp(client, entry),
      );
      entry.last = turn;
      turn.catch(() => undefined);
      return turn;
    },
  };
}
