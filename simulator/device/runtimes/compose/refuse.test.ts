import { describe, expect, it } from 'vitest';
import { realEngine } from '../../../engine/testing/real-engine.testing.ts';
import { archive } from './artifacts.test-support.ts';
import { bench, failureOf, never, REAL_WORK, statusesOf, valuesOf, WAIT } from './bench.test-support.ts';

const engine = realEngine();

const IMAGE = 'image: localhost/waspect/workload:1';

describe('an application that does not come up', REAL_WORK, () => {
  it.each([
    ['exits-at-start', 'CONTAINER_EXITED', /worker.* ended with status 3 .*no licence found/],
    ['bad-yaml', 'COMPOSE_INVALID', /compose config ended with status/],
    ['missing-image', 'IMAGE_UNAVAILABLE', /registry\.invalid/],
  ])('%s fails at once with %s, and leaves nothing', async (name, code, message) => {
    const { runtime, publish, containers, remains } = await bench(engine);
    const component = await publish(name);
    const failure = failureOf(await runtime.installComponent(component, never));
    expect(failure).toEqual({ code, message: expect.stringMatching(message) });
    expect(await runtime.list()).toEqual([]);
    expect([...(await containers(component)), ...(await remains(component))]).toEqual([]);
  });

  it.each([
    ['is restarted again and again', `services: { web: { ${IMAGE}, command: ['false'], restart: always } }`, 1],
    ['ends well although nobody waits for that', `services: { web: { ${IMAGE}, command: ['true'] } }`, 0],
    [
      'ends badly while Compose waits for another that is never healthy',
      `services:
        server: { ${IMAGE}, healthcheck: { test: [CMD, 'false'], interval: 1s, retries: 1000 } }
        client: { ${IMAGE}, depends_on: { server: { condition: service_healthy } } }
        worker: { ${IMAGE}, command: [sh, -c, 'sleep 2; exit 5'] }`,
      5,
    ],
    [
      'ends badly although another waits for its completion',
      `services:
        migrate: { ${IMAGE}, command: [sh, -c, 'exit 6'] }
        web: { ${IMAGE}, depends_on: { migrate: { condition: service_completed_successfully } } }`,
      6,
    ],
  ])('and %s fails at once', async (_, compose, status) => {
    const { runtime, publish } = await bench(engine);
    const component = await publish({ 'compose.yaml': compose });
    expect(failureOf(await runtime.installComponent(component, never))).toEqual({
      code: 'CONTAINER_EXITED',
      message: expect.stringMatching(new RegExp(`ended with status ${status} during its start`)),
    });
  });

  it('fails in time where it never becomes healthy, and says what its check says', async () => {
    const { runtime, publish, containers } = await bench(engine);
    const component = { ...(await publish('unhealthy')), timeoutMs: 20_000 };
    expect(failureOf(await runtime.installComponent(component, never))).toEqual({
      code: 'NOT_READY_IN_TIME',
      message: expect.stringMatching(/not ready within 20 s: still waiting for .* \(the sensor does not answer\)/),
    });
    expect(await containers(component)).toEqual([]);
  });

  it('is not noticed where nobody waits', async () => {
    const { runtime, publish, containers } = await bench(engine);
    const component = { ...(await publish('exits-at-start')), wait: false };
    expect(await runtime.installComponent(component, never)).toEqual({ kind: 'done' });
    await expect.poll(async () => statusesOf(await containers(component)), WAIT).toEqual(['exited', 'running']);
  });
});

describe('refused before anything is started', REAL_WORK, () => {
  it.each([
    [{ PATH: '/evil' }, 'PARAMETER_NAME_RESERVED'],
    [{ LD_PRELOAD: '/evil.so' }, 'PARAMETER_NAME_RESERVED'],
    [{ DOCKER_HOST: 'tcp://elsewhere' }, 'PARAMETER_NAME_RESERVED'],
    [{ 'a.b': 'x' }, 'PARAMETER_NAME_INVALID'],
    [{ A: null }, 'PARAMETER_VALUE_INVALID'],
    [{ A: ['x'] }, 'PARAMETER_VALUE_INVALID'],
    [{ A: 'x'.repeat(200_000) }, 'PARAMETERS_TOO_LONG'],
  ])('are the parameters %j, with %s', async (values, code) => {
    const { runtime, publish, containers } = await bench(engine);
    const component = { ...(await publish('good')), values: valuesOf(values) };
    expect(failureOf(await runtime.installComponent(component, never)).code).toBe(code);
    expect(await containers(component)).toEqual([]);
  });

  it('is an artifact that its source refuses, with its cause', async () => {
    const { runtime, publish } = await bench(engine);
    const component = { ...(await publish('good')), repository: 'oci://registry.example/apps/none' };
    expect(failureOf(await runtime.installComponent(component, never)).code).toBe('ARTIFACT_UNKNOWN');
  });

  it.each([
    ['is no archive', async () => Buffer.from('no archive'), 'ARCHIVE_INVALID'],
    ['would write elsewhere', () => archive({ '../../compose.yaml': '' }), 'ARCHIVE_UNSAFE'],
    ['has no compose.yaml', () => archive({ 'docker-compose.yml': '' }), 'ARCHIVE_INVALID'],
    ['has no services', () => archive({ 'compose.yaml': 'services: {}' }), 'COMPOSE_INVALID'],
  ])('is an artifact that %s', async (_, hostile, code) => {
    const { runtime, publishBytes } = await bench(engine);
    const component = publishBytes(await hostile());
    expect(failureOf(await runtime.installComponent(component, never)).code).toBe(code);
    expect(await runtime.list()).toEqual([]);
  });

  it('is a component of another type', async () => {
    const { runtime, publish } = await bench(engine);
    const component = { ...(await publish('good')), type: 'helm' } as const;
    expect(failureOf(await runtime.installComponent(component, never)).code).toBe('TYPE_UNSUPPORTED');
  });

  it.each([
    [{ dockerHost: 'unix:///nowhere/docker.sock' }, 'ENGINE_UNREACHABLE'],
    [{ compose: ['/nowhere/docker-compose'] as const }, 'COMPOSE_MISSING'],
  ])('is everything with %j: %s', async (changes, code) => {
    const { restarted, publish } = await bench(engine);
    const runtime = restarted({ engine: { ...engine.access(), ...changes } });
    expect(failureOf(await runtime.installComponent(await publish('good'), never)).code).toBe(code);
  });

  it('is the question what is there, where the engine does not answer', async () => {
    const { restarted } = await bench(engine);
    const runtime = restarted({ engine: { ...engine.access(), dockerHost: 'unix:///nowhere/docker.sock' } });
    await expect(runtime.list()).rejects.toThrow(/^ENGINE_UNREACHABLE: unix:/);
  });
});
