import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EngineContainer } from '../../../engine/api/container.ts';
import type { EngineAccess } from '../../../engine/engine.ts';
import { realEngine } from '../../../engine/testing/real-engine.testing.ts';
import type { ComponentResult, ComponentValue, Runtime, RuntimeComponent } from '../runtime.ts';
import { archive, type Files, fixture, TestArtifacts } from './artifacts.test-support.ts';
import { createComposeRuntime } from './compose-runtime.ts';
import { inProject, projectName } from './project.ts';

const engine = realEngine();
const never = new AbortController().signal;

let folder = '';
let artifacts: TestArtifacts;
let owner = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waspect-compose-'));
  artifacts = new TestArtifacts(folder);
});
afterEach(async () => {
  const runtime = runtimeOf();
  for (const component of await runtime.list()) await runtime.removeComponent(component, never);
});
afterAll(() => rm(folder, { recursive: true }));

/** As a device that has just started, with what it had kept. */
const runtimeOf = (changes: { readonly engine?: EngineAccess; readonly workDir?: string } = {}): Runtime =>
  createComposeRuntime({ engine: engine.access(), artifacts, owner, workDir: join(folder, owner), ...changes });

async function published(files: Files | string): Promise<RuntimeComponent> {
  owner = randomUUID();
  const name = typeof files === 'string' ? files : 'application';
  artifacts.put(name, await archive(typeof files === 'string' ? await fixture(files) : files));
  return {
    type: 'compose',
    deploymentId: randomUUID(),
    namespace: 'line-1',
    name: 'pump',
    repository: `oci://registry.example/apps/${name}`,
    revision: '1.0.0',
    wait: true,
    timeoutMs: 30_000,
    values: [],
  };
}

const containersOf = (component: RuntimeComponent): Promise<readonly EngineContainer[]> =>
  engine.api().containers(inProject(projectName(owner, component)));

const valuesOf = (values: Readonly<Record<string, ComponentValue['value']>>): readonly ComponentValue[] =>
  Object.entries(values).map(([pointer, value]) => ({ pointer, value }));

const failureOf = (result: ComponentResult): { readonly code: string; readonly message: string } =>
  result.kind === 'failed' ? result.failure : { code: 'none', message: '' };

describe('installing', () => {
  it('ends when everything runs, labelled as whose it is', async () => {
    const component = await published('good');
    const runtime = runtimeOf();
    expect(await runtime.installComponent(component, never)).toEqual({ kind: 'done' });
    const { deploymentId, namespace, name } = component;
    expect(await runtime.list()).toEqual([{ deploymentId, namespace, name }]);
    const containers = await containersOf(component);
    expect(containers.map(({ status }) => status)).toEqual(['running']);
  });

  it('awaits health checks, and what depends on them', async () => {
    const component = await published('two-services');
    expect(await runtimeOf().installComponent(component, never)).toEqual({ kind: 'done' });
    const containers = await containersOf(component);
    expect(containers.map(({ status, health }) => ({ status, health }))).toEqual(
      expect.arrayContaining([
        { status: 'running', health: 'healthy' },
        { status: 'running', health: 'none' },
      ]),
    );
  });

  it('waits for what becomes healthy late, unless it is not asked to', async () => {
    const component = await published('slow');
    const runtime = runtimeOf();
    expect(await runtime.installComponent({ ...component, wait: false }, never)).toEqual({ kind: 'done' });
    expect((await containersOf(component)).map(({ health }) => health)).toEqual(['starting']);
    expect(await runtime.updateComponent(component, never)).toEqual({ kind: 'done' });
    expect((await containersOf(component)).map(({ health }) => health)).toEqual(['healthy']);
  });

  it('passes parameters on as they are, however the application takes them up', async () => {
    const component = await published('parameters');
    const values = valuesOf({
      TEXT: 'über "alles" $HOME $PATH #1\nsecond line \\ \'',
      COUNT: 12345678901234567890n,
      RATIO: 0.25,
      ENABLED: true,
      HOST: 'device-1',
      OTHER: 'nobody asks for it',
    });
    expect(await runtimeOf().installComponent({ ...component, values }, never)).toEqual({ kind: 'done' });
    const [container] = await containersOf(component);
    expect(container?.env).toEqual(
      expect.arrayContaining([
        'TEXT=über "alles" $HOME $PATH #1\nsecond line \\ \'',
        'COUNT=12345678901234567890',
        'RATIO=0.25',
        'ENABLED=true',
        'ADDRESS=device-1:8080',
        'SITE=from the file',
      ]),
    );
    expect(container?.env.filter((line) => line.startsWith('OTHER='))).toEqual([]);
  });

  it.each([
    ['exits-at-start', 'CONTAINER_EXITED', /worker.* ended with status 3 .*no licence found/],
    ['bad-yaml', 'COMPOSE_INVALID', /compose config ended with status/],
    ['missing-image', 'IMAGE_UNAVAILABLE', /registry\.invalid/],
  ])('of %s fails at once with %s, and leaves nothing', async (name, code, message) => {
    const component = await published(name);
    const runtime = runtimeOf();
    const failure = failureOf(await runtime.installComponent(component, never));
    expect(failure).toEqual({ code, message: expect.stringMatching(message) });
    expect(await runtime.list()).toEqual([]);
    expect(await containersOf(component)).toEqual([]);
  });

  it('fails in time where the application never becomes healthy, and says what its check says', async () => {
    const component = { ...(await published('unhealthy')), timeoutMs: 6_000 };
    const failure = failureOf(await runtimeOf().installComponent(component, never));
    expect(failure).toEqual({
      code: 'NOT_READY_IN_TIME',
      message: expect.stringMatching(/not ready within 6 s: .* is unhealthy \(the sensor does not answer\)/),
    });
    expect(await containersOf(component)).toEqual([]);
  });

  it('counts a task that others wait for as done when it has ended well', async () => {
    const component = await published({
      'compose.yaml': `
services:
  migrate: { image: 'localhost/waspect/workload:1', command: ['true'] }
  web:
    image: localhost/waspect/workload:1
    depends_on: { migrate: { condition: service_completed_successfully } }
`,
    });
    expect(await runtimeOf().installComponent(component, never)).toEqual({ kind: 'done' });
    expect((await containersOf(component)).map(({ status }) => status).sort()).toEqual(['exited', 'running']);
  });

  it.each([
    [{ PATH: '/evil' }, 'PARAMETER_NAME_RESERVED'],
    [{ LD_PRELOAD: '/evil.so' }, 'PARAMETER_NAME_RESERVED'],
    [{ DOCKER_HOST: 'tcp://elsewhere' }, 'PARAMETER_NAME_RESERVED'],
    [{ 'a.b': 'x' }, 'PARAMETER_NAME_INVALID'],
    [{ 'A=B': 'x' }, 'PARAMETER_NAME_INVALID'],
    [{ A: 'x\0y' }, 'PARAMETER_VALUE_INVALID'],
    [{ A: null }, 'PARAMETER_VALUE_INVALID'],
    [{ A: ['x'] }, 'PARAMETER_VALUE_INVALID'],
    [{ A: 'x'.repeat(200_000) }, 'PARAMETERS_TOO_LONG'],
  ])('refuses the parameters %j with %s', async (values, code) => {
    const component = { ...(await published('good')), values: valuesOf(values) };
    expect(failureOf(await runtimeOf().installComponent(component, never)).code).toBe(code);
    expect(await containersOf(component)).toEqual([]);
  });

  it('reports why an artifact was refused', async () => {
    const component = { ...(await published('good')), repository: 'oci://registry.example/apps/none' };
    expect(failureOf(await runtimeOf().installComponent(component, never)).code).toBe('ARTIFACT_UNKNOWN');
  });

  it.each([
    ['is no archive', async () => Buffer.from('no archive'), 'ARCHIVE_INVALID'],
    ['would write elsewhere', () => archive({ '../../compose.yaml': '' }), 'ARCHIVE_UNSAFE'],
    ['has no compose.yaml', () => archive({ 'docker-compose.yml': '' }), 'ARCHIVE_INVALID'],
  ])('refuses an artifact that %s', async (_, hostile, code) => {
    const component = await published('good');
    artifacts.put('good', await hostile());
    expect(failureOf(await runtimeOf().installComponent(component, never)).code).toBe(code);
  });

  it.each([
    [{ dockerHost: 'unix:///nowhere/docker.sock' }, 'ENGINE_UNREACHABLE'],
    [{ compose: ['/nowhere/docker-compose'] as const }, 'COMPOSE_MISSING'],
  ])('with %j fails with %s', async (changes, code) => {
    const component = await published('good');
    const runtime = runtimeOf({ engine: { ...engine.access(), ...changes } });
    expect(failureOf(await runtime.installComponent(component, never)).code).toBe(code);
  });
});

describe('updating', () => {
  it('makes the container anew where its parameters have changed, and only then', async () => {
    const component = await published('parameters');
    const runtime = runtimeOf();
    const version = (value: string) => ({ ...component, values: valuesOf({ TEXT: value }) });
    await runtime.installComponent(version('one'), never);
    const [first] = await containersOf(component);
    expect(await runtime.updateComponent(version('one'), never)).toEqual({ kind: 'done' });
    expect((await containersOf(component)).map(({ id }) => id)).toEqual([first?.id]);
    expect(await runtime.updateComponent(version('two'), never)).toEqual({ kind: 'done' });
    const [second] = await containersOf(component);
    expect(second?.id).not.toBe(first?.id);
    expect(second?.env).toContain('TEXT=two');
  });

  it.each(['bad-yaml', 'missing-image'])('to %s leaves the running container untouched', async (name) => {
    const component = await published('good');
    const runtime = runtimeOf();
    await runtime.installComponent(component, never);
    const before = await containersOf(component);
    artifacts.put(name, await archive(await fixture(name)));
    const next = { ...component, repository: `oci://registry.example/apps/${name}` };
    expect((await runtime.updateComponent(next, never)).kind).toBe('failed');
    expect((await containersOf(component)).map(({ id, status }) => ({ id, status }))).toEqual(
      before.map(({ id, status }) => ({ id, status })),
    );
  });

  it('that fails brings the former version back', async () => {
    const component = { ...(await published('parameters')), values: valuesOf({ TEXT: 'one' }) };
    const runtime = runtimeOf();
    await runtime.installComponent(component, never);
    artifacts.put('exits', await archive(await fixture('exits-at-start')));
    const next = { ...component, repository: 'oci://registry.example/apps/exits' };
    const failure = failureOf(await runtime.updateComponent(next, never));
    expect(failure).toEqual({ code: 'CONTAINER_EXITED', message: expect.stringMatching(/former version runs again$/) });
    const containers = await containersOf(component);
    expect(containers.map(({ status }) => status)).toEqual(['running']);
    expect(containers[0]?.env).toContain('TEXT=one');
    expect(await runtime.updateComponent(component, never)).toEqual({ kind: 'done' });
  });
});

describe('removing', () => {
  it('leaves no container, network or volume', async () => {
    const component = await published('two-services');
    const project = inProject(projectName(owner, component));
    const runtime = runtimeOf();
    await runtime.installComponent(component, never);
    expect(await engine.api().remains(project)).toHaveLength(2);
    expect(await runtime.removeComponent(component, never)).toEqual({ kind: 'done' });
    expect(await runtime.list()).toEqual([]);
    expect([...(await containersOf(component)), ...(await engine.api().remains(project))]).toEqual([]);
  });

  it('of what is not there is done', async () => {
    const component = await published('good');
    expect(await runtimeOf().removeComponent(component, never)).toEqual({ kind: 'done' });
  });

  it('touches nobody else', async () => {
    const component = await published('good');
    const other = { ...component, deploymentId: randomUUID() };
    const runtime = runtimeOf();
    await runtime.installComponent(component, never);
    await runtime.installComponent(other, never);
    const stranger = createComposeRuntime({
      engine: engine.access(),
      artifacts,
      owner: 'x',
      workDir: join(folder, 'x'),
    });
    await stranger.removeComponent(other, never);
    expect(await stranger.list()).toEqual([]);
    await runtime.removeComponent(component, never);
    expect((await runtime.list()).map(({ deploymentId }) => deploymentId)).toEqual([other.deploymentId]);
    expect((await containersOf(other)).map(({ status }) => status)).toEqual(['running']);
  });
});

describe('after a crash', () => {
  it('a device that was cut short in the middle takes the component up again', async () => {
    const component = await published('slow');
    const stop = new AbortController();
    const installing = runtimeOf().installComponent(component, stop.signal);
    await expect.poll(() => containersOf(component), { timeout: 20_000 }).not.toEqual([]);
    stop.abort();
    expect(failureOf(await installing).code).toBe('ABORTED');
    const reborn = runtimeOf();
    expect(await reborn.list()).toHaveLength(1);
    expect(await reborn.updateComponent(component, never)).toEqual({ kind: 'done' });
    expect((await containersOf(component)).map(({ health }) => health)).toEqual(['healthy']);
  });

  it('a device that has lost its files knows by the labels, and removes what it finds', async () => {
    const component = await published('two-services');
    await runtimeOf().installComponent(component, never);
    const amnesiac = runtimeOf({ workDir: join(folder, randomUUID()) });
    const [found] = await amnesiac.list();
    expect(found).toMatchObject({ deploymentId: component.deploymentId, namespace: 'line-1', name: 'pump' });
    expect(await amnesiac.removeComponent(component, never)).toEqual({ kind: 'done' });
    expect(await containersOf(component)).toEqual([]);
    expect(await engine.api().remains(inProject(projectName(owner, component)))).toEqual([]);
  });
});
