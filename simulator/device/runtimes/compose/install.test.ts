import { describe, expect, it } from 'vitest';
import { realEngine } from '../../../engine/testing/real-engine.testing.ts';
import { bench, healthsOf, never, REAL_WORK, statusesOf, valuesOf, WAIT } from './bench.test-support.ts';

const engine = realEngine();

describe('installing', REAL_WORK, () => {
  it('ends when everything runs, labelled as whose it is', async () => {
    const { runtime, publish, containers } = await bench(engine);
    const component = await publish('good');
    expect(await runtime.installComponent(component, never)).toEqual({ kind: 'done' });
    const { deploymentId, namespace, name } = component;
    expect(await runtime.list()).toEqual([{ deploymentId, namespace, name }]);
    expect(statusesOf(await containers(component))).toEqual(['running']);
  });

  it('awaits health checks, and what depends on them', async () => {
    const { runtime, publish, containers } = await bench(engine);
    const component = await publish('two-services');
    expect(await runtime.installComponent(component, never)).toEqual({ kind: 'done' });
    expect(statusesOf(await containers(component))).toEqual(['running', 'running']);
    expect(healthsOf(await containers(component))).toEqual(['healthy', 'none']);
  });

  it('waits for what becomes healthy late', async () => {
    const { runtime, publish, containers } = await bench(engine);
    const component = await publish('slow');
    expect(await runtime.installComponent(component, never)).toEqual({ kind: 'done' });
    expect(healthsOf(await containers(component))).toEqual(['healthy']);
  });

  it('does not wait for health where it is not asked to', async () => {
    const { runtime, publish, containers } = await bench(engine);
    const component = { ...(await publish('unhealthy')), wait: false };
    expect(await runtime.installComponent(component, never)).toEqual({ kind: 'done' });
    expect(statusesOf(await containers(component))).toEqual(['running']);
  });

  it('is not undone by what happens later', async () => {
    const { runtime, publish, containers } = await bench(engine);
    const component = await publish('crashes-after-start');
    expect(await runtime.installComponent(component, never)).toEqual({ kind: 'done' });
    await expect
      .poll(async () => (await containers(component)).map(({ status, exitCode }) => `${status} ${exitCode}`), WAIT)
      .toEqual(['exited 7']);
    expect(await runtime.list()).toHaveLength(1);
  });

  it('passes parameters on, however the application takes them up', async () => {
    const { runtime, publish, containers } = await bench(engine);
    const component = await publish('parameters');
    const values = valuesOf({
      TEXT: 'über "alles" $HOME #1\nsecond line \\ \'',
      COUNT: 12345678901234567890n,
      RATIO: 0.25,
      ENABLED: true,
      HOST: 'device-1',
      OTHER: 'nobody asks for it',
    });
    expect(await runtime.installComponent({ ...component, values }, never)).toEqual({ kind: 'done' });
    const [container] = await containers(component);
    expect(container?.env).toEqual(
      expect.arrayContaining([
        'TEXT=über "alles" $HOME #1\nsecond line \\ \'',
        'COUNT=12345678901234567890',
        'RATIO=0.25',
        'ENABLED=true',
        'ADDRESS=device-1:8080',
        'SITE=from the file',
      ]),
    );
    expect(container?.env.filter((line) => line.startsWith('OTHER='))).toEqual([]);
  });

  it('counts a task that others wait for as done when it has ended well', async () => {
    const { runtime, publish, containers } = await bench(engine);
    const component = await publish({
      'compose.yaml': `
services:
  migrate: { image: 'localhost/waspect/workload:1', command: ['true'] }
  web:
    image: localhost/waspect/workload:1
    depends_on: { migrate: { condition: service_completed_successfully } }
`,
    });
    expect(await runtime.installComponent(component, never)).toEqual({ kind: 'done' });
    expect(statusesOf(await containers(component))).toEqual(['exited', 'running']);
  });
});
