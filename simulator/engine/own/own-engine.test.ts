import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { runProgram } from '../../programs/run-program.ts';
import { openEngine } from '../api/engine-api.ts';
import { textAt } from '../api/fields.ts';
import { realEngine } from '../testing/real-engine.testing.ts';
import { machineSettings, NO_TRACES, tracesOf } from './traces.test-support.ts';

const engine = realEngine('own');

const FIXTURE = join(import.meta.dirname, '../../../fixtures/compose/good/compose.yaml');
const WAIT = { timeout: 20_000, interval: 100 };

interface Owned {
  readonly owner: ChildProcess;
  readonly dockerHost: string;
  readonly folder: string;
}

/** What a process does that owns an engine: tells about it, and holds it until its input ends. */
const OWNER = `
  const { findEngine } = await import(${JSON.stringify(join(import.meta.dirname, '../find-engine.ts'))});
  const search = await findEngine('own');
  console.log(JSON.stringify(search));
  await process.stdin.resume().toArray();
  await search.engine[Symbol.asyncDispose]();
`;

async function startOwner(): Promise<Owned> {
  const args = ['--input-type=module', '--eval', OWNER];
  const owner = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => {
    owner.kill('SIGKILL');
  });
  const [line] = await once(createInterface(owner.stdout), 'line');
  const dockerHost = textAt(JSON.parse(String(line)), 'engine', 'dockerHost');
  return { owner, dockerHost, folder: dockerHost.replace(/^unix:\/\/(.*)\/docker\.sock$/, '$1') };
}

async function runContainer(dockerHost: string): Promise<void> {
  const [file, ...words] = engine.access().compose;
  const args = [...words, '-p', 'test', '-f', FIXTURE, 'up', '-d'];
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/', DOCKER_HOST: dockerHost };
  const result = await runProgram({ file, args, env, timeoutMs: 60_000, maxOutputBytes: 10_000 });
  expect(result).toMatchObject({ kind: 'exited', code: 0 });
  const api = openEngine({ dockerHost });
  const containers = await api.containers({ 'com.docker.compose.project': 'test' });
  await api.close();
  expect(containers.map(({ status }) => status)).toEqual(['running']);
}

it.each([
  ['is disposed of', (owner: ChildProcess) => owner.stdin?.end()],
  ['loses its owner without warning', (owner: ChildProcess) => owner.kill('SIGKILL')],
])(
  'an engine of our own that %s leaves nothing, and has changed nothing meanwhile',
  async (_, end) => {
    const before = await machineSettings();
    const { owner, dockerHost, folder } = await startOwner();
    await runContainer(dockerHost);
    const during = await tracesOf(folder);
    expect(during).toEqual({
      processes: expect.arrayContaining([expect.any(String)]),
      cgroups: expect.arrayContaining([expect.any(String)]),
      mounts: [],
      folder: true,
    });
    expect(await machineSettings()).toEqual(before);
    end(owner);
    await expect.poll(() => tracesOf(folder), WAIT).toEqual(NO_TRACES);
    expect(await machineSettings()).toEqual(before);
  },
  90_000,
);

it('has the workload image', async () => {
  const { name, workloadImage } = engine.access();
  expect(await engine.api().hasImage(workloadImage)).toBe(true);
  expect(name).toMatch(/^dockerd \d+\..* \(its own\)$/);
});
