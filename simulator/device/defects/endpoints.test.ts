import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Exchange } from '../../protocol/exchange.ts';
import { stringifyJson } from '../../protocol/json.ts';
import { BUNDLE } from '../../protocol/media-types.ts';
import { rc3 } from '../../protocol/rc3/revision.ts';
import { contactedOrigins } from '../contacts.ts';
import { createDevice } from '../device.ts';
import { correctRules } from '../rules.ts';
import { MemoryStateStore } from '../state/memory-store.ts';
import { bench } from '../testing/a-device.test-support.ts';
import { type TestPki, testPki } from '../testing/pki.test-support.ts';
import { manifestAnswer, type Override, SmallWfm } from '../testing/small-wfm.test-support.ts';
import { configuredTrust } from '../trust/trust-source.ts';
import { ENDPOINT_DEFECTS } from './endpoints.ts';
import { plantDefect } from './index.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const DIGEST = `sha256:${'0'.repeat(64)}`;

let pki: TestPki;
let wfm: SmallWfm;
/** As good a WFM as the other, at a place that is not the device's. */
let other: SmallWfm;
beforeAll(async () => {
  pki = await testPki();
});
beforeEach(async () => {
  [wfm, other] = await Promise.all([SmallWfm.start(pki), SmallWfm.start(pki)]);
});
afterEach(() => Promise.all([wfm.close(), other.close()]));

const redirecting =
  (status: number): Override =>
  ({ path }) => ({ status, headers: { location: new URL(path, other.url).href } });

const elsewhere: Override = ({ method, path }) => {
  if (method !== 'GET' || path !== '/api/v1/deployments') return undefined;
  const url = new URL(`/api/v1/bundles/${DIGEST}`, other.url).href;
  const deployments = [{ deploymentId: ID, digest: DIGEST, url: new URL(`/d/${DIGEST}`, other.url).href }];
  return manifestAnswer(
    stringifyJson({ manifestVersion: 1, bundle: { mediaType: BUNDLE, digest: DIGEST, url }, deployments }),
  );
};

/** What a WFM may do that leads a device elsewhere, and the fault that lets itself be led. */
const SITUATIONS: Readonly<Record<string, readonly Override[]>> = {
  'redirect-followed': [301, 302, 303, 307, 308].map(redirecting),
  'second-endpoint-tried': [() => ({ status: 503 }), () => ({ status: 500 })],
  'foreign-reference-fetched': [elsewhere],
};

/** Lets a device live through a few passes. */
async function live(defect: string | null, override: Override): Promise<readonly Exchange[]> {
  const { clock, topology } = bench();
  const exchanges: Exchange[] = [];
  wfm.override = override;
  const state = new MemoryStateStore();
  const parts = { revision: rc3, topology, state, rules: correctRules, otherEndpoint: other.url };
  const device = await createDevice({
    ...plantDefect(defect, parts),
    endpoint: wfm.url,
    credential: pki.client,
    trust: configuredTrust([pki.root.certificatePem]),
    clock,
    seed: 7,
    schedule: { rateMs: 60_000 },
    onExchange: (exchange) => exchanges.push(exchange),
  });
  for (let pass = 0; pass < 3; pass += 1) await clock.run(device.pollOnce());
  await device.stop();
  return exchanges;
}

describe('the table of faults', () => {
  it('has a situation for each', () => {
    expect(Object.keys(SITUATIONS).toSorted()).toEqual(ENDPOINT_DEFECTS.map(({ name }) => name).toSorted());
  });
});

describe.each(Object.entries(SITUATIONS))('%s', (name, overrides) => {
  it.each(overrides.map((override, index) => [index, override] as const))(
    'shows in whom the device contacts (%s)',
    async (_index, override) => {
      expect(contactedOrigins(await live(null, override))).toEqual([wfm.url.origin]);
      expect(other.connections).toBe(0);
      expect(contactedOrigins(await live(name, override))).toEqual([wfm.url.origin, other.url.origin]);
      expect(other.connections).toBeGreaterThan(0);
    },
  );

  it('changes nothing where nothing leads elsewhere', async () => {
    const path = ({ request }: Exchange): string => `${request.method} ${request.path}`;
    const none: Override = () => undefined;
    await wfm.publish(1, [{ id: ID, deviceId: 'device-1' }]);
    expect((await live(name, none)).map(path)).toEqual((await live(null, none)).map(path));
  });
});

describe('a device without another endpoint to try', () => {
  it('goes to the port of HTTPS on the same host with that fault', async () => {
    const parts = { revision: rc3, topology: bench().topology, state: new MemoryStateStore(), rules: correctRules };
    const { revision } = plantDefect('second-endpoint-tried', parts);
    const exchanges: Exchange[] = [];
    wfm.override = () => ({ status: 503 });
    const client = revision.connect({
      endpoint: wfm.url,
      credential: pki.client,
      anchors: pki.root.certificatePem,
      actor: 'device',
      limits: { requestMs: 1_000, maxBodyBytes: 1_000 },
      onExchange: (exchange) => exchanges.push(exchange),
    });
    await client.readDesiredState();
    await client.close();
    expect(contactedOrigins(exchanges)).toEqual([wfm.url.origin, 'https://127.0.0.1']);
  });
});
