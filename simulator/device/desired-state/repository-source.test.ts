import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type GitServer,
  type GitServerOptions,
  gitServer,
  temporaryFolder,
} from '../../git/git-server.test-support.ts';
import type { Exchange } from '../../protocol/exchange.ts';
import { preDraft } from '../../protocol/pre-draft/revision.ts';
import { contactedOrigins } from '../contacts.ts';
import { type DeviceEvent, EventLog } from '../events.ts';
import { DEFAULT_LIMITS, type DeviceLimits } from '../limits.ts';
import { deploymentFile } from '../testing/repository-files.test-support.ts';
import { configuredTrust } from '../trust/trust-source.ts';
import { RepositorySource } from './repository-source.ts';
import type { DesiredAnswer, KnownState } from './source.ts';

const FIRST = '11111111-1111-4111-8111-111111111111';
const SECOND = '22222222-2222-4222-8222-222222222222';
const never = new AbortController().signal;

interface Stand {
  readonly server: GitServer;
  readonly source: RepositorySource;
  readonly exchanges: Exchange[];
  readonly renewals: () => number;
  readonly events: () => readonly DeviceEvent[];
  /** Reads, and goes on from what came. */
  read(): Promise<DesiredAnswer>;
  /** The same device after a restart that has lost its clone. */
  withoutClone(): Promise<RepositorySource>;
}

interface StandOptions extends Omit<GitServerOptions, 'limits'> {
  readonly limits?: Partial<DeviceLimits>;
  /** What asking for another token leads to. */
  readonly renewed?: string;
}

async function stand({ limits, renewed, ...options }: StandOptions = {}): Promise<Stand> {
  const server = await gitServer(options);
  const log = new EventLog(() => 0, 100);
  const exchanges: Exchange[] = [];
  let token = 'secret';
  let renewals = 0;
  let known: KnownState = { accepted: null, desired: [], deviceIds: ['device-1'] };
  const open = (folder: string): RepositorySource => {
    const source = new RepositorySource({
      documents: preDraft().documents,
      events: log,
      limits: { ...DEFAULT_LIMITS, ...limits },
      trust: configuredTrust([server.anchors]),
      actor: 'device',
      folder,
      onExchange: (exchange) => exchanges.push(exchange),
      access: () => ({ url: server.url, token }),
      renewAccess: async () => {
        renewals += 1;
        if (renewed === undefined) return false;
        token = renewed;
        return true;
      },
    });
    onTestFinished(() => source.close());
    return source;
  };
  let source = open(await temporaryFolder());
  return {
    server,
    exchanges,
    events: () => log.all(),
    renewals: () => renewals,
    get source() {
      return source;
    },
    read: async () => {
      const answer = await source.read(known, never);
      if (answer.kind === 'new') known = { ...known, accepted: answer.mark, desired: answer.deployments };
      return answer;
    },
    withoutClone: async () => {
      source = open(await temporaryFolder());
      return source;
    },
  };
}

const files = (content: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(content));

describe('the desired state in a repository', () => {
  it('is every deployment at its head, under a version that grows with each', async () => {
    const { server, read } = await stand();
    const text = deploymentFile({ id: FIRST });
    const { commit } = await server.repository.commit(
      files({
        'apps/first.yaml': text,
        'second.YML': deploymentFile({ id: SECOND }),
        'values.yaml': 'kind: Other\n',
        'empty.yaml': '',
        'README.md': '# not read: [',
      }),
    );
    expect(await read()).toMatchObject({
      kind: 'new',
      mark: { version: 1n, etag: commit },
      deployments: [
        {
          deploymentId: FIRST,
          digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
          document: { id: FIRST, metadata: { deviceId: 'device-1' }, spec: { deploymentProfile: { type: 'compose' } } },
        },
        { deploymentId: SECOND },
      ],
    });
    expect(await read()).toEqual({ kind: 'unchanged' });
    const next = await server.repository.commit(files({ 'apps/first.yaml': text }));
    expect(await read()).toMatchObject({
      mark: { version: 2n, etag: next.commit },
      deployments: [{ deploymentId: FIRST }],
    });
    const empty = await server.repository.commit(files({}));
    expect(await read()).toEqual({ kind: 'new', mark: { version: 3n, etag: empty.commit }, deployments: [] });
  });

  it('is every deployment in a file of several documents, of which each changes by itself (G-89)', async () => {
    const { server, read } = await stand();
    const [first, second] = [deploymentFile({ id: FIRST }), deploymentFile({ id: SECOND })];
    await server.repository.commit(files({ 'all.yaml': `# all\n---\n${first}---\n${second}---\n` }));
    const before = await read();
    await server.repository.commit(
      files({ 'all.yaml': `${deploymentFile({ id: FIRST, revision: '2.0.0' })}---\n${second}` }),
    );
    const after = await read();
    const digests = [before, after].map((state) =>
      state.kind === 'new' ? state.deployments.map(({ deploymentId, digest }) => `${deploymentId} ${digest}`) : [],
    );
    expect(digests[0]).toHaveLength(2);
    expect(digests[1]).toEqual([expect.not.stringContaining(String(digests[0]?.[0])), digests[0]?.[1]]);
  });

  it('is another state of the same content with a commit that changes nothing', async () => {
    const { server, read } = await stand();
    const content = files({ 'a.yaml': deploymentFile({ id: FIRST }) });
    await server.repository.commit(content);
    const first = await read();
    await server.repository.commit(content, { evenIfUnchanged: true });
    const second = await read();
    expect(second).toMatchObject({ kind: 'new', mark: { version: 2n } });
    expect(second.kind === 'new' && second.deployments).toEqual(first.kind === 'new' && first.deployments);
  });

  it('is not there yet before the first commit, which removes nothing', async () => {
    const { read } = await stand();
    expect(await read()).toEqual({ kind: 'unchanged' });
  });

  it('is the head also where the history was rewritten, which is told', async () => {
    const { server, read, events } = await stand();
    const first = await server.repository.commit(files({ 'a.yaml': deploymentFile({ id: FIRST }) }));
    await read();
    const second = await server.repository.commit(files({ 'b.yaml': deploymentFile({ id: SECOND }) }), { parents: [] });
    expect(await read()).toMatchObject({ mark: { version: 2n }, deployments: [{ deploymentId: SECOND }] });
    expect(events()).toEqual([{ kind: 'history-rewritten', from: first.commit, to: second.commit, at: 0 }]);
  });

  it.each(['with its clone', 'without its clone'])('stays where the branch is deleted, %s', async (how) => {
    const { server, read, withoutClone } = await stand();
    await server.repository.commit(files({ 'a.yaml': deploymentFile({ id: FIRST }) }));
    await read();
    await server.repository.deleteBranch();
    if (how === 'without its clone') await withoutClone();
    await expect(read()).rejects.toMatchObject({ name: 'Setback', reason: 'BRANCH_GONE' });
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      'two documents of one id',
      { 'a.yaml': deploymentFile({ id: FIRST }), 'b/c.yml': deploymentFile({ id: FIRST, revision: '2.0.0' }) },
      /^DEPLOYMENT_TWICE: a\.yaml and b\/c\.yml/,
    ],
    [
      'a file that is no YAML',
      { 'a.yaml': deploymentFile({ id: FIRST }), 'b.yaml': 'kind: [' },
      /^DEPLOYMENT_INVALID: b/,
    ],
    [
      'a second document in a file that is no YAML',
      { 'a.yaml': `${deploymentFile({ id: FIRST })}---\nkind: [\n` },
      /^DEPLOYMENT_INVALID: a/,
    ],
    [
      'a deployment without components',
      { 'a.yaml': deploymentFile({ id: FIRST }).replace(/components:[\s\S]*/, 'components: []\n') },
      /^DEPLOYMENT_INVALID: a/,
    ],
    [
      'a deployment without an id',
      { 'a.yaml': deploymentFile({ id: FIRST }).replace(/ +id: .*\n/, '') },
      /^DEPLOYMENT_INVALID/,
    ],
    [
      'a document of a megabyte',
      { 'a.yaml': `${deploymentFile({ id: FIRST })}# ${'x'.repeat(2 ** 20)}\n` },
      /^TOO_LARGE/,
    ],
  ])('is refused as a whole with %s', async (_name, content, message) => {
    const { server, read } = await stand();
    await server.repository.commit(files({ 'z.yaml': deploymentFile({ id: SECOND }) }));
    const before = await read();
    await server.repository.commit(files(content));
    await expect(read()).rejects.toThrow(message);
    await server.repository.commit(files({ 'z.yaml': deploymentFile({ id: SECOND }) }));
    expect(await read()).toMatchObject({ deployments: before.kind === 'new' ? before.deployments : [] });
  });

  it('leaves out what is for other devices, and tells of it', async () => {
    const { server, read, events } = await stand();
    await server.repository.commit(
      files({
        'mine.yaml': deploymentFile({ id: FIRST, deviceId: 'device-1' }),
        'theirs.yaml': deploymentFile({ id: SECOND, deviceId: 'device-2' }),
      }),
    );
    expect(await read()).toMatchObject({ deployments: [{ deploymentId: FIRST }] });
    expect(events()).toEqual([{ kind: 'foreign-document', path: 'theirs.yaml', deviceId: 'device-2', at: 0 }]);
  });

  it('is asked for with a new token, once, where the one at hand is refused', async () => {
    const { server, read, renewals, exchanges } = await stand({ token: () => 'newer', renewed: 'newer' });
    await server.repository.commit(files({ 'a.yaml': deploymentFile({ id: FIRST }) }));
    expect(await read()).toMatchObject({ kind: 'new' });
    expect(renewals()).toBe(1);
    expect(exchanges.map(({ outcome }) => outcome.kind === 'response' && outcome.response.status)).toEqual([401, 200]);
    expect(await read()).toEqual({ kind: 'unchanged' });
    expect(renewals()).toBe(1);
  });

  it.each([undefined, 'wrong too'])('is a setback where that does not help (%s)', async (renewed) => {
    const options = { token: () => 'newer', ...(renewed !== undefined && { renewed }) };
    const { read, renewals } = await stand(options);
    await expect(read()).rejects.toMatchObject({ reason: 'REFUSED', advice: { retryable: false } });
    expect(renewals()).toBe(1);
  });

  it('is a setback where the repository is huge, and its former content stays', async () => {
    const { server, read } = await stand({ limits: { repositoryBytes: 256 * 1024 } });
    const content = { 'a.yaml': deploymentFile({ id: FIRST }) };
    await server.repository.commit(files(content));
    await read();
    await server.repository.commit(files({ ...content, 'blob.bin': randomBytes(2 ** 20).toString('base64') }));
    await expect(read()).rejects.toMatchObject({ reason: 'TOO_LARGE', advice: { retryable: false } });
    await server.repository.commit(files(content), { parents: [], message: 'smaller' });
    expect(await read()).toMatchObject({ mark: { version: 2n }, deployments: [{ deploymentId: FIRST }] });
  });

  it('is not looked for where a redirect points', async () => {
    const other = await counting();
    let redirects = 0;
    const { server, read, exchanges } = await stand({
      instead: (path, response) => {
        redirects += 1;
        response.writeHead(302, { location: `${other.origin}${path}?service=git-upload-pack` }).end();
        return true;
      },
    });
    await expect(read()).rejects.toMatchObject({ reason: 'REDIRECTED' });
    expect(redirects).toBeGreaterThan(0);
    expect(other.connections()).toBe(0);
    expect(contactedOrigins(exchanges)).toEqual([new URL(server.url).origin]);
  });
});

/** A server that nobody is to connect to. */
async function counting(): Promise<{ readonly origin: string; connections(): number }> {
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { origin: `https://127.0.0.1:${address.port}`, connections: () => connections };
}
