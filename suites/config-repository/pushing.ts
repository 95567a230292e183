import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBareRepository } from '../../simulator/git/bare-repository.ts';
import { repositoryClient } from '../../simulator/git/repository-client.ts';
import { tryGit } from '../../simulator/git/run-git.ts';
import { succeeded } from '../../simulator/git/sync-result.ts';
import { transportSettings } from '../../simulator/git/transport.ts';
import type { RepositoryAccess } from '../../simulator/protocol/revision.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';

/** What was attempted, and whether the server said yes. */
export interface Pushed {
  /** Of the file that a commit on top of the head adds; it is no deployment. */
  readonly path: string;
  readonly accepted: boolean;
}

const BRANCH = 'waspect';
const PATH = 'waspect-was-here.txt';

/** Pushes a commit that adds one harmless file on top of the default branch. */
export async function pushSomething({ session }: Trial, { url, token }: RepositoryAccess): Promise<Pushed> {
  const folder = await mkdtemp(join(tmpdir(), 'waspect-push-'));
  try {
    const client = await repositoryClient({ url, token: () => token, anchors: session.anchors, folder });
    const result = await client.sync();
    if (result.kind !== 'synced' || result.branch === undefined)
      throw new NotEvaluated(`the repository has no branch to push to: it is ${result.kind}`);
    const anchorsFile = join(folder, 'push-anchors.pem');
    await writeFile(anchorsFile, session.anchors);
    const copy = await openBareRepository(join(folder, 'repository.git'));
    const files = new Map<string, string | Uint8Array>(client.files().map(({ path, bytes }) => [path, bytes]));
    await copy.commit(files.set(PATH, 'pushed\n'), { branch: BRANCH, parents: [result.head] });
    const pushed = await tryGit({
      folder: copy.folder,
      args: ['push', '--quiet', url, `refs/heads/${BRANCH}:refs/heads/${result.branch}`],
      settings: transportSettings({
        url,
        anchorsFile,
        noAnchors: join(folder, 'no-anchors'),
        token,
        maxFileBytes: 1024,
      }),
    });
    return { path: PATH, accepted: succeeded(pushed) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
