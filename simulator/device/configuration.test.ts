import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncProperty, constantFrom, assert as fcAssert, uniqueArray } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from './configuration.ts';
import { createDevice } from './device.ts';
import { MemoryStateStore } from './state/memory-store.ts';
import { bench } from './testing/a-device.test-support.ts';
import { type TestPki, testPki } from './testing/pki.test-support.ts';

let folder: string;
let pki: TestPki;
beforeAll(async () => {
  pki = await testPki();
  folder = await mkdtemp(join(tmpdir(), 'configuration-'));
  await writeFile(join(folder, 'device.pem'), pki.client.chainPem);
  await writeFile(join(folder, 'device.key'), pki.client.keyPem);
  await writeFile(join(folder, 'anchors.pem'), pki.root.certificatePem);
});
afterAll(() => rm(folder, { recursive: true }));

const REST = `name: line-1
revision: 1.0.0-rc.2
identity: { certificate: device.pem, key: device.key }
trust: { anchors: anchors.pem }
profile: line-controller
schedule: { everySeconds: 30, jitter: 0.2 }
`;
const ONE = 'https://wfm.example:8443/base';

async function load(text: string): ReturnType<typeof loadConfiguration> {
  const file = join(folder, 'device.yaml');
  await writeFile(file, text);
  return loadConfiguration(file);
}

describe('the configuration of a device', () => {
  it('names who it is, whom it talks to and when', async () => {
    const configuration = await load(`${REST}endpoint: ${ONE}\n`);
    expect(configuration).toMatchObject({
      name: 'line-1',
      revision: { id: '1.0.0-rc.2' },
      endpoint: new URL(ONE),
      credential: { chainPem: pki.client.chainPem, keyPem: pki.client.keyPem },
      profile: 'line-controller',
      schedule: { rateMs: 30_000, jitter: 0.2 },
    });
    expect(configuration.trust.anchors()).toEqual([pki.root.certificatePem]);
    const { clock, topology } = bench();
    const state = new MemoryStateStore();
    const device = await createDevice({ ...configuration, clock, topology, state, seed: 1 });
    expect(device.knownOrigins()).toEqual(['https://wfm.example:8443']);
    await device.stop();
  });

  it.each<[string, string, RegExp]>([
    ['a list', `endpoint: [${ONE}, https://b.example]`, /names 2 of them: https:\/\/wfm.*, https:\/\/b\.example; /],
    ['endpoints with two entries', `endpoints: [${ONE}, https://b.example]`, /2 of them/],
    ['endpoints by name', `endpoints: { test: ${ONE}, production: { url: https://b.example } }`, /2 of them/],
    ['endpoints with one entry', `endpoints: [${ONE}]`, /1 of them: .* write one "endpoint/],
    ['a repeated member', `endpoint: ${ONE}\nendpoint: https://b.example`, /2 of them/],
    ['the same one twice', `endpoint: ${ONE}\nendpoint: ${ONE}`, /2 of them/],
    ['one of each', `endpoint: ${ONE}\nendpoints: [https://b.example]`, /2 of them/],
    ['two in one text', `endpoint: "${ONE}, https://b.example"`, /2 of them/],
    ['two in one text without a space', `endpoint: "${ONE},https://b.example"`, /2 of them/],
    ['none', '', /names no endpoint/],
  ])('with %s is refused', async (_name, endpoints, message) => {
    const loading = load(`${REST}${endpoints}\n`);
    await expect(loading).rejects.toThrow(/^DEVICE_ENDPOINTS: /);
    await expect(loading).rejects.toThrow(message);
  });

  it('is refused with any number of endpoints but one, in whatever form', async () => {
    const forms: Readonly<Record<string, (urls: readonly string[]) => string>> = {
      list: (urls) => `endpoint: ${JSON.stringify(urls)}`,
      plural: (urls) => `endpoints: ${JSON.stringify(urls)}`,
      repeated: (urls) => urls.map((url) => `endpoint: ${url}`).join('\n'),
      named: (urls) => `endpoints: ${JSON.stringify(Object.fromEntries(urls.map((url, index) => [`e${index}`, url])))}`,
      text: (urls) => `endpoint: ${JSON.stringify(urls.join(' '))}`,
    };
    const urls = uniqueArray(constantFrom('https://a.example', 'https://b.example:1/x', 'https://c.example/y?z'), {
      minLength: 2,
    });
    await fcAssert(
      asyncProperty(urls, constantFrom(...Object.values(forms)), async (chosen, form) => {
        await expect(load(`${REST}${form(chosen)}\n`)).rejects.toThrow(/^DEVICE_ENDPOINTS: /);
      }),
      { seed: 3, numRuns: 40 },
    );
  });

  it.each<[string, string, RegExp]>([
    ['a dialect that is none', `${REST}endpoint: ${ONE}\ndialect: { base: O9 }`, /DIALECT_UNKNOWN_VALUE/],
    ['plain HTTP', `${REST}endpoint: http://wfm.example`, /\/endpoint/],
    ['what is no address', `${REST}endpoint: "https://"`, /\/endpoint/],
    ['a member that is not known', `${REST}endpoint: ${ONE}\nfallback: https://b.example`, /fallback/],
    ['a member twice', `${REST}endpoint: ${ONE}\nname: line-2`, /unique/i],
    [
      'a file that is not there',
      `${REST.replace('device.key', 'gone.key')}endpoint: ${ONE}`,
      /gone\.key cannot be read/,
    ],
    ['anchors that are none', `${REST.replace('anchors.pem', 'device.key')}endpoint: ${ONE}`, /holds no certificate/],
    ['what is no YAML', `${REST}endpoint: ${ONE}\n  - x: [`, /no YAML/],
  ])('is not taken with %s', async (_name, text, message) => {
    const loading = load(`${text}\n`);
    await expect(loading).rejects.toThrow(/^CONFIGURATION_INVALID: /);
    await expect(loading).rejects.toThrow(message);
  });
});
