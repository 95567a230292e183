import { beforeEach, describe, expect, it, vi } from 'vitest';
import { findCluster } from './find-cluster.ts';
import type { ClusterProvider, StartedCluster } from './provider.ts';
import { forgetStanding, writeStanding } from './standing/standing-cluster.ts';
import {
  type ApiServer,
  KNOWN_TOKEN,
  startApiServer,
  testFolder,
  writeKubeconfig,
} from './testing/api-server.testing.ts';

const progress = { step: () => undefined, note: () => undefined };

beforeEach(async () => {
  vi.stubEnv('XDG_STATE_HOME', await testFolder());
  return () => vi.unstubAllEnvs();
});

interface Plan {
  readonly obstacle?: string;
  readonly hesitation?: string;
  readonly failure?: string;
}

interface Planned {
  readonly provider: ClusterProvider;
  readonly done: string[];
}

/** A provider that does as planned and writes down what was asked of it. */
function planned(kind: ClusterProvider['kind'], { obstacle, hesitation, failure }: Plan): Planned {
  const done: string[] = [];
  const access = { kind, name: `${kind} x`, kubeconfig: '/none', version: 'v1', workloadImage: 'i' };
  const guard = { takeDown: async () => void done.push('down'), keep: async () => void done.push('kept') };
  const start = async (): Promise<StartedCluster> => {
    done.push('started');
    if (failure !== undefined) throw new Error(failure);
    return { access, takeDown: { kind: 'kubeconfig' }, guard };
  };
  return { provider: { kind, obstacle: async () => obstacle, hesitation: async () => hesitation, start }, done };
}

const WORKS: Plan = {};

function providers(kind: Plan, k3s: Plan, debian: Plan) {
  const all = [planned('kind', kind), planned('k3s', k3s), planned('debian', debian)] as const;
  return {
    all,
    options: { progress, providers: all.map(({ provider }) => provider) },
    done: () => all.map(({ done }) => done.join()),
  };
}

async function standing({ url, authority }: ApiServer): Promise<void> {
  const kubeconfig = await writeKubeconfig({
    server: url,
    authorityPem: authority.certificatePem,
    user: { token: KNOWN_TOKEN },
  });
  const access = { kind: 'k3s', name: 'k3s standing', kubeconfig, version: 'v1.31.0', workloadImage: 'i' } as const;
  writeStanding({ access, takeDown: { kind: 'kubeconfig' } });
}

describe('auto', () => {
  it.each<readonly [string, readonly [Plan, Plan, Plan], found: string, done: readonly string[]]>([
    ['the first that works', [WORKS, WORKS, WORKS], 'kind x', ['started', '', '']],
    ['the next where one has an obstacle', [{ obstacle: 'no program' }, WORKS, WORKS], 'k3s x', ['', 'started', '']],
    [
      'the next where one fails',
      [{ failure: 'cannot pull' }, { obstacle: 'none' }, WORKS],
      'debian x',
      ['started', '', 'started'],
    ],
  ])('takes %s', async (_what, [kind, k3s, debian], found, done) => {
    const made = providers(kind, k3s, debian);
    const choice = await findCluster('auto', made.options);
    expect(choice.found?.name).toBe(found);
    expect(choice.because).toContain('was started for this run');
    expect(made.done()).toEqual(done);
    await choice.found?.[Symbol.asyncDispose]();
    expect(made.done()).toEqual(
      done.map((each, index) => (made.all[index]?.provider.kind === choice.found?.kind ? `${each},down` : each)),
    );
  });

  it('does not start what takes minutes, and says why not each and the one command', async () => {
    const made = providers({ obstacle: 'no program' }, { failure: 'no image' }, { hesitation: 'not built yet' });
    expect(await findCluster('auto', made.options)).toEqual({
      because: 'no cluster was found (kind: no program; k3s: no image; debian: not built yet)',
      command: 'waspect cluster up',
    });
    expect(made.done()).toEqual(['', 'started', '']);
  });

  it('takes before all the one that was brought up, and leaves it as it was', async () => {
    const server = await startApiServer();
    await standing(server);
    const made = providers(WORKS, WORKS, WORKS);
    const choice = await findCluster('auto', made.options);
    expect([choice.found?.name, choice.because]).toEqual(['k3s standing', 'k3s standing was up already']);
    await choice.found?.[Symbol.asyncDispose]();
    expect(made.done()).toEqual(['', '', '']);
    expect(server.asked).toEqual(['GET /version']);
  });

  it('says that the one that was brought up does not answer, and goes on', async () => {
    await standing({ ...(await startApiServer()), url: 'https://127.0.0.1:1' });
    const choice = await findCluster(
      'auto',
      providers({ obstacle: 'a' }, { obstacle: 'b' }, { obstacle: 'c' }).options,
    );
    expect(choice.because).toMatch(
      /k3s standing was up and does not answer \(CLUSTER_UNREACHABLE: .*; kind: a; k3s: b; debian: c\)/,
    );
    forgetStanding();
  });

  it('never takes a kubeconfig that nobody named', async () => {
    const { url, authority, asked } = await startApiServer();
    const user = { token: KNOWN_TOKEN };
    vi.stubEnv('KUBECONFIG', await writeKubeconfig({ server: url, authorityPem: authority.certificatePem, user }));
    const choice = await findCluster(
      'auto',
      providers({ obstacle: 'a' }, { obstacle: 'b' }, { obstacle: 'c' }).options,
    );
    expect([choice.found, asked]).toEqual([undefined, []]);
  });

  it('ends where it is interrupted', async () => {
    const made = providers({ failure: 'interrupted' }, WORKS, WORKS);
    const signal = AbortSignal.abort();
    await expect(findCluster('auto', { ...made.options, signal })).rejects.toThrow('interrupted');
    expect(made.done()).toEqual(['started', '', '']);
  });
});

describe('a certain cluster', () => {
  it('is that one or an error', async () => {
    const made = providers(WORKS, { obstacle: 'no engine' }, { hesitation: 'not built yet' });
    expect((await findCluster('debian', made.options)).found?.name).toBe('debian x');
    await expect(findCluster('k3s', made.options)).rejects.toThrow(
      /^CLUSTER_UNAVAILABLE: a cluster of kind k3s was wanted, but no engine; .*waspect cluster up auto$/,
    );
  });

  it('of another kind than the one that is up is started', async () => {
    await standing(await startApiServer());
    const choice = await findCluster('kind', providers(WORKS, WORKS, WORKS).options);
    expect(choice.found?.name).toBe('kind x');
  });

  it('none is none', async () => {
    const made = providers(WORKS, WORKS, WORKS);
    expect((await findCluster('none', made.options)).found).toBeUndefined();
    expect(made.done()).toEqual(['', '', '']);
  });
});

describe('the cluster of a kubeconfig', () => {
  it('is asked who we are, and used as it is', async () => {
    const { url, authority, asked } = await startApiServer();
    const user = { token: KNOWN_TOKEN };
    const kubeconfig = await writeKubeconfig({ server: url, authorityPem: authority.certificatePem, user });
    const choice = await findCluster({ kubeconfig }, { progress, workloadImage: 'registry.example/busybox:1' });
    expect(choice.found).toMatchObject({ kind: 'kubeconfig', name: 'x', workloadImage: 'registry.example/busybox:1' });
    await choice.found?.[Symbol.asyncDispose]();
    expect(asked).toEqual(['GET /version', 'GET /api/v1/namespaces?limit=1']);
    const usual = await findCluster({ kubeconfig }, { progress });
    expect(usual.found?.workloadImage).toBe('docker.io/library/busybox:1.37');
  });

  it('is an error where it does not let us in', async () => {
    const { url, authority } = await startApiServer();
    const kubeconfig = await writeKubeconfig({
      server: url,
      authorityPem: authority.certificatePem,
      user: { token: 'x' },
    });
    await expect(findCluster({ kubeconfig }, { progress })).rejects.toThrow(/^CLUSTER_CREDENTIALS_REFUSED: /);
  });
});
