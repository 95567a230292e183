import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KNOWN_TOKEN, startApiServer, testFolder, writeKubeconfig } from './api-server.testing.ts';

export interface FakeKind {
  /** To be put before PATH. */
  readonly folder: string;
  /** Its calls so far, a line each. */
  calls(): Promise<readonly string[]>;
}

/** What `kind create cluster` does: comes up, fails, or never ends. */
export type FakeCreation = 'works' | 'fails' | 'hangs';

/**
 * Stands in for the program kind, whose images cannot be pulled here: writes down how it is called, and hands out the
 * kubeconfig of a small API server where it should have made a cluster.
 */
export async function fakeKind(
  creation: FakeCreation = 'works',
  engine: 'runs' | 'stopped' = 'runs',
): Promise<FakeKind> {
  const { url, authority } = await startApiServer();
  const user = { token: KNOWN_TOKEN };
  const kubeconfig = await writeKubeconfig({ server: url, authorityPem: authority.certificatePem, user });
  const folder = join(await testFolder(), 'bin');
  const log = join(folder, 'calls');
  await mkdir(folder);
  await writeFile(log, '');
  const create = {
    works: `while [ "$1" != --kubeconfig ]; do shift; done; cp ${kubeconfig} "$2"`,
    fails: 'echo "ERROR: failed to pull image kindest/node" >&2; exit 1',
    hangs: 'exec sleep 600',
  };
  await writeFile(
    join(folder, 'kind'),
    `#!/bin/sh
echo "$*" >>${log}
case "$1 $2" in
  'get clusters') ${engine === 'runs' ? 'echo "No kind clusters found." >&2' : 'echo "Cannot connect to the Docker daemon" >&2; exit 1'} ;;
  'create cluster') ${create[creation]} ;;
esac
`,
  );
  await chmod(join(folder, 'kind'), 0o755);
  return { folder, calls: async () => (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '') };
}
