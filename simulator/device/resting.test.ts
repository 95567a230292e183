import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeviceOptions } from './device.ts';
import { MemoryStateStore } from './state/memory-store.ts';
import { bench } from './testing/a-device.test-support.ts';
import { type TestPki, testPki } from './testing/pki.test-support.ts';
import { SmallWfm } from './testing/small-wfm.test-support.ts';

let pki: TestPki;
let wfm: SmallWfm;
beforeAll(async () => {
  pki = await testPki();
  wfm = await SmallWfm.start(pki);
  await wfm.publish(1, []);
});
afterAll(() => wfm.close());

it('a device that wakes goes on where it slept, and one that boots reports its capabilities', async () => {
  const table = bench();
  const state = new MemoryStateStore();
  const pass = async (changes: Partial<DeviceOptions>): Promise<DeviceOptions['resting']> => {
    const device = await table.device(pki, wfm.url, { state, ...changes });
    expect(await device.pollOnce()).toEqual({ kind: 'done' });
    const resting = device.rest();
    await device.stop();
    return resting;
  };
  const resting = await pass({});
  expect(resting).toEqual({ reported: true, resumed: true, swept: true });
  await pass({ ...(resting && { resting }) });
  expect(wfm.requests('PUT', '/api/v1/capabilities')).toHaveLength(1);
  expect(wfm.requests('GET', '/api/v1/deployments')).toHaveLength(2);
  await pass({});
  expect(wfm.requests('PUT', '/api/v1/capabilities')).toHaveLength(2);
});
