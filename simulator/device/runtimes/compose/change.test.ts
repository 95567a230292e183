import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realEngine } from '../../../engine/testing/real-engine.testing.ts';
import { bench, failureOf, healthsOf, never, REAL_WORK, statusesOf, valuesOf, WAIT } from './bench.test-support.ts';

const engine = realEngine();

describe('updating', REAL_WORK, () => {
  it('makes the container anew where its parameters have changed, and only then', async () => {
    const { runtime, publish, containers } = await bench(engine);
    const component = await publish('parameters');
    const version = (value: string) => ({ ...component, values: valuesOf({ TEXT: value }) });
    await runtime.installComponent(version('one'), never);
    const [first] = await containers(component);
    expect(await runtime.updateComponent(version('one'), never)).toEqual({ kind: 'done' });
    expect((await containers(component)).map(({ id }) => id)).toEqual([first?.id]);
    expect(await runtime.updateComponent(version('two'), never)).toEqual({ kind: 'done' });
    const [second] = await containers(component);
    expect(second?.id).not.toBe(first?.id);
    expect(second?.env).toContain('TEXT=two');
  });

  it.each(['bad-yaml', 'missing-image'])('to %s leaves the running container untouched', async (name) => {
    const { runtime, publish, containers } = await bench(engine);
    const component = await publish('good');
    await runtime.installComponent(component, never);
    const before = await containers(component);
    expect((await runtime.updateComponent(await publish(name), never)).kind).toBe('failed');
    expect(await containers(component)).toEqual(before);
  });

  it('that fails brings the former version back', async () => {
    const { runtime, publish, containers } = await bench(engine);
    const component = { ...(await publish('parameters')), values: valuesOf({ TEXT: 'one' }) };
    await runtime.installComponent(component, never);
    const failure = failureOf(await runtime.updateComponent(await publish('exits-at-start'), never));
    expect(failure).toEqual({
      code: 'CONTAINER_EXITED',
      message: expect.stringMatching(/the former version was started again$/),
    });
    const [container, ...others] = await containers(component);
    expect(others).toEqual([]);
    expect(container).toMatchObject({ status: 'running', env: expect.arrayContaining(['TEXT=one']) });
    expect(await runtime.updateComponent(component, never)).toEqual({ kind: 'done' });
  });

  it('brings back a container that has crashed meanwhile', async () => {
    const { runtime, publish, containers } = await bench(engine);
    const component = await publish('good');
    await runtime.installComponent(component, never);
    for (const { id } of await containers(component)) await engine.api().kill(id);
    await expect.poll(async () => statusesOf(await containers(component)), WAIT).toEqual(['exited']);
    expect(await runtime.updateComponent(component, never)).toEqual({ kind: 'done' });
    expect(statusesOf(await containers(component))).toEqual(['running']);
  });
});

describe('removing', REAL_WORK, () => {
  it('leaves no container, network or volume', async () => {
    const { runtime, publish, containers, remains } = await bench(engine);
    const component = await publish('two-services');
    await runtime.installComponent(component, never);
    expect(await remains(component)).toHaveLength(2);
    expect(await runtime.removeComponent(component, never)).toEqual({ kind: 'done' });
    expect(await runtime.list()).toEqual([]);
    expect([...(await containers(component)), ...(await remains(component))]).toEqual([]);
  });

  it('of what is not there is done', async () => {
    const { runtime, publish } = await bench(engine);
    expect(await runtime.removeComponent(await publish('good'), never)).toEqual({ kind: 'done' });
  });

  it('touches nobody else', async () => {
    const { runtime, restarted, publish, containers } = await bench(engine);
    const component = await publish('good');
    const other = { ...component, deploymentId: randomUUID() };
    await runtime.installComponent(component, never);
    await runtime.installComponent(other, never);
    const stranger = restarted({ owner: randomUUID() });
    expect(await stranger.list()).toEqual([]);
    await stranger.removeComponent(other, never);
    await runtime.removeComponent(component, never);
    expect((await runtime.list()).map(({ deploymentId }) => deploymentId)).toEqual([other.deploymentId]);
    expect(statusesOf(await containers(other))).toEqual(['running']);
  });
});

describe('after a crash', REAL_WORK, () => {
  it('a device that was cut short while it waited takes the component up again', async () => {
    const { runtime, restarted, publish, containers } = await bench(engine);
    const component = await publish('slow');
    const stop = new AbortController();
    const installing = runtime.installComponent(component, stop.signal);
    await expect.poll(async () => (await containers(component)).length, WAIT).toBe(1);
    stop.abort();
    expect(failureOf(await installing).code).toBe('ABORTED');
    const reborn = restarted();
    expect(await reborn.list()).toHaveLength(1);
    expect(await reborn.updateComponent(component, never)).toEqual({ kind: 'done' });
    expect(healthsOf(await containers(component))).toEqual(['healthy']);
  });

  it('a device that was cut short in the middle of an update gets back to what ran when the next one fails', async () => {
    const { runtime, restarted, publish, containers } = await bench(engine);
    const component = { ...(await publish('parameters')), values: valuesOf({ TEXT: 'one' }) };
    await runtime.installComponent(component, never);
    const stop = new AbortController();
    const updating = runtime.updateComponent(await publish('slow'), stop.signal);
    await expect.poll(async () => healthsOf(await containers(component)), WAIT).toContain('starting');
    stop.abort();
    await updating;
    expect((await restarted().updateComponent(await publish('exits-at-start'), never)).kind).toBe('failed');
    const [container] = await containers(component);
    expect(container?.env).toContain('TEXT=one');
  });

  it('a device that has lost its files knows by the labels, and removes what it finds', async () => {
    const { runtime, restarted, publish, containers, remains } = await bench(engine);
    const component = await publish('two-services');
    await runtime.installComponent(component, never);
    const amnesiac = restarted({ workDir: join('/nowhere', randomUUID()) });
    const { deploymentId, namespace, name } = component;
    expect(await amnesiac.list()).toEqual([{ deploymentId, namespace, name }]);
    expect(await amnesiac.removeComponent(component, never)).toEqual({ kind: 'done' });
    expect([...(await containers(component)), ...(await remains(component))]).toEqual([]);
  });

  it('operations on one component wait for each other', async () => {
    const { runtime, publish, containers } = await bench(engine);
    const component = await publish('good');
    const installing = runtime.installComponent(component, never);
    const removing = runtime.removeComponent(component, never);
    expect(await Promise.all([installing, removing])).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect(await containers(component)).toEqual([]);
  });
});
