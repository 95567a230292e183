import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openKube } from '../api/kube.ts';
import { itemsAt, textAt } from '../api/kube-object.ts';
import { createNamespace } from '../api/namespaces.ts';
import { takeDownStanding } from '../standing/bring-up.ts';
import { testFolder } from '../testing/api-server.testing.ts';
import { describeWhere } from '../testing/real-cluster.testing.ts';
import { debianProvider } from './debian-provider.ts';
import { machine, NO_TRACES, tracesOf } from './testing/traces.test-support.ts';

const SLOW = 120_000;
const SOON = { timeout: 30_000, interval: 100 };

interface Owner {
  readonly child: ChildProcess;
  /** Where its notes are. */
  readonly state: string;
  /** Lines of JSON, as they come. */
  readonly said: AsyncIterator<string>;
  /** Of its cluster; there is one as soon as it has said anything. */
  id(): string;
  folder(): string;
}

/** A process of its own that starts a cluster, with its notes in a folder of the test's own. */
async function startOwner(): Promise<Owner> {
  const state = await testFolder();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/owner.test-support.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, XDG_STATE_HOME: state },
  });
  const clusters = join(state, 'waspect/debian');
  const id = () => basename(readdirSync(clusters).find((name) => name.endsWith('.json')) ?? '', '.json');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    // The folder of the test goes last: until then the guardian works in it.
    await expect.poll(() => readdirSync(clusters), SOON).toEqual([]);
  });
  return {
    child,
    state,
    said: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    id,
    folder: () => join(clusters, id()),
  };
}

async function saidOf({ said }: Owner, member: string): Promise<string> {
  for (;;) {
    const { value, done } = await said.next();
    if (done) throw new Error(`the owner ended without saying ${member}`);
    const found = textAt(JSON.parse(value), member);
    if (found !== '') return found;
  }
}

/** A pod comes up and answers on the address that it has. */
async function runsPods(kubeconfig: string): Promise<void> {
  const kube = await openKube(kubeconfig);
  await createNamespace(kube, 'test');
  const command = ['httpd', '-f', '-p', '8080', '-h', '/www'];
  const containers = [{ name: 'web', image: 'localhost/waspect/workload:1', imagePullPolicy: 'Never', command }];
  await kube.create('/api/v1/namespaces/test/pods', { metadata: { name: 'web' }, spec: { containers } });
  const ready = async () => {
    const pod = await kube.get('/api/v1/namespaces/test/pods/web');
    const conditions = itemsAt(pod, 'status', 'conditions');
    const isReady = conditions.some((each) => textAt(each, 'type') === 'Ready' && textAt(each, 'status') === 'True');
    return isReady ? textAt(pod, 'status', 'podIP') : '';
  };
  await expect.poll(ready, SOON).toMatch(/^10\.202\./);
  const page = await fetch(`http://${await ready()}:8080/index.html`);
  expect(await page.text()).toBe('waspect workload\n');
  await kube.close();
}

const missing = (await debianProvider.obstacle()) ?? (await debianProvider.hesitation());

describeWhere(
  missing && `${missing}; bring one up once: npm run --silent waspect -- cluster up debian`,
  'a Debian cluster',
  () => {
    it.each<readonly [string, (owner: ChildProcess) => void]>([
      ['is disposed of', (owner) => void owner.stdin?.end()],
      ['loses its owner without warning', (owner) => void owner.kill('SIGKILL')],
    ])(
      'runs pods, and leaves nothing where it %s',
      async (_what, end) => {
        const before = await machine();
        const owner = await startOwner();
        await runsPods(await saidOf(owner, 'kubeconfig'));
        const [folder, id] = [owner.folder(), owner.id()];
        const during = await tracesOf(folder, id);
        expect(during).toMatchObject({ mounts: 0, links: 1, files: true });
        expect(during.processes).toBeGreaterThan(8);
        expect(during.cgroups).toBeGreaterThan(1);
        expect(during.routes).toBeGreaterThanOrEqual(3);
        expect(await machine()).toEqual(before);
        end(owner.child);
        await expect.poll(() => tracesOf(folder, id), SOON).toEqual(NO_TRACES);
        expect(await machine()).toEqual(before);
      },
      SLOW,
    );

    it.each(['making a node', 'starting the control plane', 'starting the node'])(
      'leaves nothing where its owner is killed while %s',
      async (step) => {
        const owner = await startOwner();
        let doing = '';
        while (doing !== step) doing = await saidOf(owner, 'doing');
        const [folder, id] = [owner.folder(), owner.id()];
        owner.child.kill('SIGKILL');
        await expect.poll(() => tracesOf(folder, id), SOON).toEqual(NO_TRACES);
      },
      SLOW,
    );

    it(
      'is undone by the next command where its owner and its guardian are both killed',
      async () => {
        const owner = await startOwner();
        let doing = '';
        while (doing !== 'starting the node') doing = await saidOf(owner, 'doing');
        const [folder, id] = [owner.folder(), owner.id()];
        const { pid } = owner.child;
        const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').match(/\d+/g) ?? [];
        const isGuardian = (child: string) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('guardian');
        process.kill(Number(children.find(isGuardian)), 'SIGKILL');
        owner.child.kill('SIGKILL');
        await once(owner.child, 'close');
        expect((await tracesOf(folder, id)).processes).toBeGreaterThan(3);
        vi.stubEnv('XDG_STATE_HOME', owner.state);
        expect(await takeDownStanding()).toBeUndefined();
        vi.unstubAllEnvs();
        expect(await tracesOf(folder, id)).toEqual(NO_TRACES);
      },
      SLOW,
    );

    it(
      'is not brought up where it is interrupted, and says so when nothing is left',
      async () => {
        const owner = await startOwner();
        await saidOf(owner, 'doing');
        const [folder, id] = [owner.folder(), owner.id()];
        owner.child.kill('SIGINT');
        expect(await saidOf(owner, 'error')).toMatch(/CLUSTER_INTERRUPTED: .*nothing is left of it/);
        expect(await tracesOf(folder, id)).toEqual(NO_TRACES);
      },
      SLOW,
    );
  },
);
