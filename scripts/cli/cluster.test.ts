import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KNOWN_TOKEN, startApiServer, writeKubeconfig } from '../../simulator/cluster/testing/api-server.testing.ts';
import { type FakeKind, fakeKind } from '../../simulator/cluster/testing/fake-kind.testing.ts';
import { type Ended, start, waspect, workFolder } from './command.test-support.ts';

const SLOW = 60_000;

/** The command with notes of its own. */
const cluster = (folder: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  waspect(folder, ['cluster', ...args], { XDG_STATE_HOME: join(folder, 'state'), ...env });

const onPath = ({ folder }: FakeKind): Record<string, string> => ({ PATH: `${folder}:${process.env['PATH']}` });

async function someKubeconfig(token: string = KNOWN_TOKEN): Promise<string> {
  const { url, authority } = await startApiServer();
  return writeKubeconfig({ server: url, authorityPem: authority.certificatePem, user: { token } });
}

describe('a cluster of a kubeconfig', () => {
  it(
    'is up until it is down, and untouched by both',
    async () => {
      const folder = workFolder();
      const kubeconfig = await someKubeconfig();
      expect(await cluster(folder, ['status', '--json'])).toEqual({
        status: 3,
        stdout: '{"up":false,"reason":"no cluster is up"}\n',
        stderr: '',
      });
      const up = await cluster(folder, [
        'up',
        `kubeconfig=${kubeconfig}`,
        '--json',
        '--workload-image',
        'r.example/b:1',
      ]);
      const access = { kind: 'kubeconfig', name: 'x', kubeconfig, version: 'v1.31.0', workloadImage: 'r.example/b:1' };
      expect([up.status, up.stderr, JSON.parse(up.stdout)]).toEqual([0, '', { up: true, ...access }]);
      const again = await cluster(folder, ['up']);
      expect([again.status, again.stdout]).toEqual([
        0,
        `x is up already, Kubernetes v1.31.0\nexport KUBECONFIG=${kubeconfig}\n`,
      ]);
      expect((await cluster(folder, ['status'])).stdout).toContain('x is up, Kubernetes v1.31.0');
      expect(await cluster(folder, ['load', 'image.tar'])).toEqual({
        status: 2,
        stdout: '',
        stderr: 'CLUSTER_UNAVAILABLE: x takes no image from here; push it to a registry that its nodes pull from\n',
      });
      const other = await cluster(folder, ['up', 'kind']);
      expect([other.status, other.stderr]).toEqual([
        2,
        'CLUSTER_CONFLICT: x is up already; take it down first: waspect cluster down\n',
      ]);
      expect((await cluster(folder, ['down'])).stdout).toBe('x is down\n');
      expect((await cluster(folder, ['down', '--json'])).stdout).toBe('{"down":null}\n');
      expect((await cluster(folder, ['status'])).status).toBe(3);
    },
    SLOW,
  );

  it.each([
    ['missing.yaml', /^KUBECONFIG_INVALID: missing\.yaml cannot be read/],
    ['refused', /^CLUSTER_CREDENTIALS_REFUSED: /],
  ])('is an error of the set-up: %s', async (which, says) => {
    const folder = workFolder();
    const file = which === 'refused' ? await someKubeconfig('unknown') : which;
    const { status, stdout, stderr } = await cluster(folder, ['up', `kubeconfig=${file}`]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
    expect((await cluster(folder, ['status'])).status).toBe(3);
  });
});

describe('a cluster that is made', () => {
  it(
    'stays after the command, and goes with "down"',
    async () => {
      const folder = workFolder();
      const kind = await fakeKind();
      const up = await cluster(folder, ['up'], onPath(kind));
      expect([up.status, up.stderr]).toEqual([0, '']);
      const name = /kind (waspect-[0-9a-f]{8}) is up/.exec(up.stdout)?.[1];
      expect(await cluster(folder, ['down'], onPath(kind))).toEqual({
        status: 0,
        stdout: `kind ${name} is down\n`,
        stderr: '',
      });
      const calls = (await kind.calls()).map((call) => call.split(' ').slice(0, 2).join(' '));
      expect(calls).toEqual(['get clusters', 'create cluster', 'load image-archive', 'delete cluster']);
    },
    SLOW,
  );

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'is taken down again where the command is interrupted with %s',
    async (signal) => {
      const folder = workFolder();
      const kind = await fakeKind('hangs');
      const env = { XDG_STATE_HOME: join(folder, 'state'), ...onPath(kind) };
      const { child, ended } = start(folder, ['cluster', 'up', 'kind'], env);
      await expect.poll(async () => (await kind.calls()).length, { timeout: SLOW }).toBe(2);
      child.kill(signal);
      const { status, stderr } = await ended;
      expect([status, stderr]).toEqual([
        130,
        'CLUSTER_INTERRUPTED: the cluster was not brought up; nothing is left of it\n',
      ]);
      expect((await kind.calls()).at(-1)).toMatch(/^delete cluster --name waspect-/);
      expect((await cluster(folder, ['status'])).status).toBe(3);
    },
    SLOW,
  );

  it('of a kind that does not work here is an error of the set-up', async () => {
    const folder = workFolder();
    const { status, stderr } = await cluster(folder, ['up', 'kind'], onPath(await fakeKind('works', 'stopped')));
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^CLUSTER_UNAVAILABLE: a cluster of kind kind was wanted, but its container engine does not answer/,
    );
  });
});

it('a choice that does not exist is a wrong command line', async () => {
  const { status, stderr } = await cluster(workFolder(), ['up', 'minikube']);
  expect(status).toBe(2);
  expect(stderr).toContain('It is auto, kind, k3s, debian or kubeconfig=FILE.');
});
