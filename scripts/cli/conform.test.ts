import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CheckResult, Results } from '../../reports/model.ts';
import { readResults } from '../../reports/results-file.ts';
import { fakeKind } from '../../simulator/cluster/testing/fake-kind.testing.ts';
import { deadPort, listen } from '../../suites/harness/testing/listen.test-support.ts';
import { hook, setUp } from '../../suites/harness/testing/set-up.test-support.ts';
import { leftBehind, start, waspect, workFolder } from './command.test-support.ts';

const SLOW = 180_000;
/** Also where a cluster is up. */
const CORE = ['--cluster', 'none'];

async function judged(file: string, args: readonly string[] = []) {
  const folder = workFolder();
  const run = await waspect(folder, ['conform', '--target', file, '--out', 'out', ...args]);
  const results = await readResults(join(folder, 'out/results.json'));
  return { ...run, results, files: readdirSync(join(folder, 'out')).sort(), left: leftBehind(folder) };
}

const FOUR = ['http.har', 'junit.xml', 'report.html', 'results.json'];

describe('a set-up that is wrong ends with status 2, one sentence and four reports', () => {
  const older: RequestListener = (request, response) => {
    request.resume();
    const known = request.url === '/api/v1/onboarding/certificate';
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(known ? '{"certificate":"LS0t"}' : '{"error":"unauthorized","message":"sign the request"}');
  };
  const page: RequestListener = (_request, response) => void response.end('<h1>It works</h1>');

  it.each<readonly [says: RegExp, url: (wfm: Awaited<ReturnType<typeof setUp>>['wfm']) => Promise<string>]>([
    [/^ENDPOINT_REFUSED: nothing listens at /, async () => `https://127.0.0.1:${await deadPort(createTcpServer())}`],
    [/^ENDPOINT_PLAIN_HTTP: /, async () => `https://127.0.0.1:${await listen(createHttpServer(page))}`],
    [/^WRONG_REVISION: /, (wfm) => wfm(older)],
  ])(
    '%s',
    async (says, url) => {
      const { target, wfm } = await setUp();
      const { status, results, stdout, files, left } = await judged(target(await url(wfm), await hook()));
      expect([status, results.verdict, files, left]).toEqual([2, 'incomplete', FOUR, []]);
      const [finding] = results.checks.filter(({ verdict }) => verdict === 'configError');
      expect(finding?.message).toMatch(says);
      expect(stdout).toContain(finding?.id);
      expect(results.summary.harnessError).toBe(0);
    },
    SLOW,
  );
});

it(
  'a target file of 1.0.0-rc.3 whose revision alone was changed is told which members are missing',
  async () => {
    const { target } = await setUp();
    const url = `https://127.0.0.1:${await deadPort(createTcpServer())}`;
    for (const [revision, missing] of [
      ['1.0.0-rc.2', "identity\\.anchors \\(the CA of the WFM's own TLS certificate\\)"],
      ['pre-draft-2024', 'identity\\.anchors .*; identity\\.oauth and identity\\.repository, unless'],
    ]) {
      const { status, results, files } = await judged(target(url, await hook(), { revision }));
      expect([status, results.verdict, files]).toEqual([2, 'incomplete', FOUR]);
      const [finding] = results.checks.filter(({ verdict }) => verdict === 'configError');
      expect(finding?.id).toBe('doctor/TARGET_IDENTITY_REVISION');
      expect(finding?.message).toMatch(/identity\.trustDomain, identity\.wfmId belong to 1\.0\.0-rc\.3/);
      expect(finding?.message).toMatch(new RegExp(`Missing for ${revision}: ${missing}`));
    }
  },
  SLOW,
);

describe('what devices are to deploy to and cannot ends with status 2, one sentence and four reports', () => {
  it.each<readonly [says: RegExp, args: readonly string[]]>([
    [/^KUBECONFIG_INVALID: missing\.yaml cannot be read: .*; name a kubeconfig/, ['--cluster=kubeconfig=missing.yaml']],
    [/^CLUSTER_UNAVAILABLE: .* its container engine does not answer/, ['--cluster=kind']],
    [
      /^ENGINE_UNREACHABLE: unix:\/\/\/nowhere\/docker\.sock .*; start the engine/,
      ['--cluster=none', '--engine=unix:///nowhere/docker.sock'],
    ],
  ])(
    '%s',
    async (says, args) => {
      const folder = workFolder();
      writeFileSync(join(folder, 'docker-compose'), '#!/bin/sh\n', { mode: 0o755 });
      const only = ['--only', 'registries/**', '--effort', 'quick', '--out', 'out'];
      const { folder: kind } = await fakeKind('works', 'stopped');
      const env = { XDG_STATE_HOME: join(folder, 'state'), PATH: `${folder}:${kind}` };
      const { status, stdout } = await waspect(folder, ['conform', ...only, ...args], env);
      const results = await readResults(join(folder, 'out/results.json'));
      const found = results.checks.filter(({ verdict }) => verdict === 'configError');
      expect([status, results.verdict, readdirSync(join(folder, 'out')).sort()]).toEqual([2, 'incomplete', FOUR]);
      expect(found.map(({ message }) => message)).toEqual([expect.stringMatching(says)]);
      expect(stdout).toContain(found[0]?.id);
      expect(leftBehind(folder)).toEqual([]);
    },
    SLOW,
  );
});

describe('a run that is interrupted while its cluster comes up', () => {
  it(
    'takes it down again, and finds no fault with the set-up',
    async () => {
      const folder = workFolder();
      const kind = await fakeKind('hangs');
      const env = { XDG_STATE_HOME: join(folder, 'state'), PATH: `${kind.folder}:${process.env['PATH']}` };
      const args = ['conform', '--only', 'registries/**', '--effort', 'quick', '--cluster', 'kind', '--out', 'out'];
      const { child, ended } = start(folder, args, env);
      const calls = async () => (await kind.calls()).map((call) => call.split(' ')[0]);
      await expect.poll(calls, { timeout: SLOW }).toEqual(['get', 'create']);
      child.kill('SIGINT');
      expect(await ended).toMatchObject({ status: 130, stderr: '' });
      expect(await calls()).toEqual(['get', 'create', 'delete']);
      const { verdict, summary } = await readResults(join(folder, 'out/results.json'));
      expect([verdict, summary.configError, summary.harnessError]).toEqual(['incomplete', 0, 0]);
      expect(leftBehind(folder)).toEqual([]);
    },
    SLOW,
  );
});

describe('a run that is interrupted', () => {
  it.each([
    ['before the first check', 0],
    ['between checks', 2],
  ])(
    '%s keeps what was judged, and leaves no process and no folder',
    async (_when, known) => {
      const folder = workFolder();
      const { child, ended } = start(folder, [
        'conform',
        '--effort',
        'thorough',
        '--workers',
        '2',
        ...CORE,
        '--out',
        'out',
      ]);
      const was = await embeddedWas(child.pid);
      const data = dataOf(was);
      // The first exchanges of a run are in the WAS's own connections; a moment of judging is enough.
      await vi.waitFor(() => expect(connections(was)).toBeGreaterThan(known), { timeout: 60_000, interval: 50 });
      child.kill('SIGINT');
      const { status, stdout, stderr } = await ended;
      expect([status, stderr]).toEqual([130, '']);
      expect(stdout).toContain('Incomplete');
      expect(readdirSync(join(folder, 'out')).sort()).toEqual(FOUR);
      const results = await readResults(join(folder, 'out/results.json'));
      expect(results.verdict).not.toBe('conformant');
      expect(results.summary.notEvaluated).toBeGreaterThan(0);
      expect(results.summary.harnessError).toBe(0);
      expect([alive(was), existsSync(data)]).toEqual([false, false]);
      expect(leftBehind(folder)).toEqual([]);
    },
    SLOW,
  );

  it(
    'does not leave the reference WAS behind where it is killed',
    async () => {
      const folder = workFolder();
      const { child, ended } = start(folder, ['conform', '--effort', 'quick', ...CORE, '--out', 'out']);
      const was = await embeddedWas(child.pid);
      await vi.waitFor(() => expect(connections(was)).toBeGreaterThan(0), { timeout: 60_000, interval: 50 });
      const data = dataOf(was);
      onTestFinished(() => rmSync(data, { recursive: true, force: true }));
      child.kill('SIGKILL');
      await ended;
      await vi.waitFor(() => expect(alive(was)).toBe(false), { timeout: 20_000, interval: 100 });
      expect(existsSync(data)).toBe(false);
    },
    SLOW,
  );
});

describe('a hostile WFM is judged, in bounded time, and is never a stack trace', () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const json = { 'content-type': 'application/json' };
  it.each<readonly [what: string, listener: RequestListener]>([
    ['garbage', answering(Buffer.from([0xff, 0x00, 0xc0, 0x80]))],
    ['a gzip bomb', answering(bomb, { ...json, 'content-encoding': 'gzip' })],
    ['wrong types', answering(Buffer.from('{"manifestVersion":{},"deployments":{"a":[]},"bundle":7}'), json)],
    ['no HTTP at all', (request) => void request.socket.end('\u0000\u0001\u0002nonsense\r\n\r\n')],
    ['an endless body', (_request, response) => void endless(response)],
    ['silence after the first answers', quietAfter(12)],
  ])(
    '%s',
    async (_what, listener) => {
      const { target, wfm } = await setUp();
      const timeouts = { request: '300ms', settle: '300ms', quiet: '20ms' };
      const only = ['--effort', 'quick', '--only', 'desired-state/**,capabilities/**,status/**,errors/**'];
      const { status, results, stderr } = await judged(target(await wfm(listener), await hook(), { timeouts }), only);
      expect(stderr).toBe('');
      expect([1, 2, 3]).toContain(status);
      expect(results.checks.filter(({ verdict }) => verdict === 'harnessError').map(words)).toEqual([]);
      expect(results.checks.map(({ message }) => message).filter((message) => /^\s+at /m.test(message))).toEqual([]);
      expect(judgedOf(results)).toBeGreaterThan(0);
    },
    SLOW,
  );
});

const words = ({ id, message }: CheckResult): string => `${id}: ${message}`;

const judgedOf = ({ summary }: Results): number => summary.fail + summary.warn + summary.pass;

const answering =
  (body: Buffer, headers: Record<string, string> = {}): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(200, headers).end(body);
  };

function endless(response: import('node:http').ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const chunk = Buffer.alloc(256 * 1024, ' ');
  const timer = setInterval(() => response.write(chunk), 5);
  response.on('close', () => clearInterval(timer));
}

function quietAfter(answers: number): RequestListener {
  let left = answers;
  return (request, response) => {
    request.resume();
    left -= 1;
    if (left >= 0) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  };
}

/** The process of the reference WAS that a run started. */
function embeddedWas(parent: number | undefined): Promise<number> {
  return vi.waitFor(
    () => {
      const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').map(Number);
      const was = children.find(
        (pid) => pid > 0 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('was/process'),
      );
      if (was === undefined) throw new Error('not started yet');
      return was;
    },
    { timeout: 60_000, interval: 50 },
  );
}

/** Open sockets of a process; its listeners, pipes and files are fewer than those of its clients. */
function connections(pid: number): number {
  const inodes = new Set(
    ['tcp', 'tcp6'].flatMap((family) =>
      readFileSync(`/proc/${pid}/net/${family}`, 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter(([, , , state]) => state === '01')
        .map((columns) => `socket:[${columns[9]}]`),
    ),
  );
  return openFiles(pid).filter((name) => inodes.has(name)).length;
}

function openFiles(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      return [readlinkSync(join(folder, name))];
    } catch {
      return [];
    }
  });
}

/** The folder that a reference WAS was told to keep its data in. */
function dataOf(pid: number): string {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const { dataDir }: { dataDir: string } = JSON.parse(words.find((word) => word.startsWith('{')) ?? '');
  return dataDir;
}

const alive = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
