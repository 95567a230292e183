import { createHash } from 'node:crypto';
import { Agent } from 'node:https';
import { describe, expect, it } from 'vitest';
import { clientSpiffeId } from '../../../pki/spiffe-id.ts';
import { isJsonObject } from '../../../protocol/json.ts';
import type { RunningWas } from '../../options.ts';
import { createPki } from '../../pki-material.ts';
import { newcomer, type Rc2Client } from '../../rc2/testing/client.test-support.ts';
import { admitted, capabilities, manifestOf, operate, type Response } from '../../testing/client.ts';
import { running } from '../../testing/running.ts';
import { LOAD_DEFECTS } from './index.ts';
import { Station } from './station.test-support.ts';

const pki = await createPki('factory.example', 'wfm-1');

const isWhole = ({ headers, body }: Response): boolean =>
  headers.etag === `"sha256:${createHash('sha256').update(body).digest('hex')}"`;

let count = 0;
const next = (): number => ++count;

interface Sight {
  /** Before the look, by one after the other. */
  readonly prepare?: (station: Station) => Promise<unknown>;
  /** Whether what one does and sees is as it should be. */
  readonly isSound: (station: Station) => Promise<boolean>;
}

const assigned = (station: Station): Promise<string> => station.assign();
const showsItsOwn = (station: Station): Promise<boolean> => station.isShownItsOwn();
const assignedNow = async (station: Station): Promise<boolean> => {
  await station.assign();
  return station.isShownItsOwn();
};

/** What several see who do the same at once, and one does not who does it alone. */
const SIGHTS: Readonly<Record<string, Sight>> = {
  'polls-share-a-buffer': { prepare: assigned, isSound: showsItsOwn },
  'cache-misses-mixed-up': { prepare: assigned, isSound: showsItsOwn },
  'entity-tags-mixed-up': { prepare: assigned, isSound: async (station) => isWhole(await station.poll()) },
  'version-repeated-after-a-race': {
    isSound: async (station) => {
      const { version } = await manifestOf(station.client);
      await station.assign();
      return (await manifestOf(station.client)).version > version;
    },
  },
  'concurrent-assigns-share-an-id': { isSound: assignedNow },
  'assigned-to-a-neighbour-too': { isSound: assignedNow },
  'status-batch-keeps-the-last': {
    prepare: assigned,
    isSound: async (station) => {
      const [deploymentId = ''] = station.deployments;
      const adoptedManifestVersion = next();
      const state = { deploymentId, adoptedManifestVersion, status: { state: 'pending' }, components: [] };
      await station.client.call('POST', `/api/v1/deployments/${deploymentId}/status`, { body: JSON.stringify(state) });
      const observed = await station.act('observe', { deploymentId }).catch(() => undefined);
      return observed?.['adoptedManifestVersion'] === adoptedManifestVersion;
    },
  },
  'concurrent-reports-swapped': {
    isSound: async (station) => {
      const serialNumber = String(next());
      const properties = { id: 'box', vendor: 'v', modelNumber: 'm', serialNumber };
      await station.client.call('PUT', '/api/v1/capabilities/box', { body: capabilities('box', { properties }) });
      const { devices } = await station.act('devices');
      const [device] = Array.isArray(devices) ? devices.filter(isJsonObject) : [];
      return JSON.stringify(device?.['properties']) === JSON.stringify(properties);
    },
  },
  'artifacts-share-the-output': {
    prepare: assigned,
    isSound: async ({ client }) => {
      const { deployments } = await manifestOf(client);
      return isWhole(await client.call('GET', String(deployments[0]?.['url'])));
    },
  },
  'connection-cut-in-a-crowd': {
    isSound: (station) =>
      station.poll().then(
        () => true,
        () => false,
      ),
  },
  'overload-is-a-plain-500': { isSound: async (station) => (await station.poll()).status === 200 },
  'crowd-limited-without-retry-after': {
    isSound: async (station) => {
      const { status, headers } = await station.poll();
      return status !== 429 || headers['retry-after'] !== undefined;
    },
  },
};

const OTHER_CLIENTS = 200;
const MEETINGS = 80;

/** What makes a WAS with one of these faults slow. */
const SLOWED: Readonly<Record<string, (was: RunningWas, stations: readonly Station[]) => Promise<unknown>>> = {
  'slower-with-every-client': async (was) => {
    for (let admitted = 0; admitted < OTHER_CLIENTS; admitted++) {
      const id = `other-${admitted}`;
      await operate(was, 'admit', { client: { id, spiffeId: clientSpiffeId(was.trustDomain, was.wfmId, id) } });
    }
  },
  'slower-with-every-crowd': async (_was, stations) => {
    for (let met = 0; met < MEETINGS; met++) await Promise.all(stations.map((station) => station.poll()));
  },
};

/** Processor time of some polls, client and WAS together, in microseconds. */
async function dearness(station: Station): Promise<number> {
  const start = process.cpuUsage();
  for (let polled = 0; polled < 20; polled++) await station.poll();
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

const CONNECTIONS = 40;

/** Requests that leave at the same moment need not be taken so: it is tried until they are. */
const TRIES = 40;
const CROWD = 5;

async function isSeenInACrowd(looks: readonly (() => Promise<boolean>)[]): Promise<boolean> {
  for (let tried = 0; tried < TRIES; tried++) {
    const seen = await Promise.all(looks.map((look) => look()));
    if (seen.includes(false)) return true;
  }
  return false;
}

const stationsOf = async (was: RunningWas, number: number): Promise<readonly Station[]> => {
  const stations = [];
  for (let made = 0; made < number; made++) stations.push(await Station.open(was));
  return stations;
};

describe('a fault that shows under load', () => {
  it.each(Object.entries(SIGHTS))('is not seen by a client alone, and by several: %s', async (id, sight) => {
    const was = await running({ pki, defects: [id] });
    const stations = await stationsOf(was, CROWD);
    for (const station of stations) await sight.prepare?.(station);
    for (const station of stations)
      expect([await sight.isSound(station), await sight.isSound(station)]).toEqual([true, true]);
    expect(await isSeenInACrowd(stations.map((station) => () => sight.isSound(station)))).toBe(true);
  });

  it('keeps a change back while others are in its queue', async () => {
    const was = await running({ pki, defects: ['changes-queue-for-the-cache'] });
    const stations = await stationsOf(was, CROWD);
    const isShownItsChange = async (station: Station): Promise<boolean> => {
      const { etag } = (await station.poll()).headers;
      await station.assign();
      return (await station.poll(etag)).status === 200;
    };
    const [first] = stations;
    expect(first && (await isShownItsChange(first))).toBe(true);
    expect(await isSeenInACrowd(stations.map((station) => () => isShownItsChange(station)))).toBe(true);
  });

  it('gives one id to clients that are taken in at once', async () => {
    const was = await running({ pki, revisions: ['1.0.0-rc.2'], defects: ['clients-onboarded-at-once-share-an-id'] });
    const idsOf = async (takeIn: (clients: readonly Rc2Client[]) => Promise<unknown>): Promise<ReadonlySet<string>> => {
      const clients = await Promise.all(Array.from({ length: CROWD }, () => newcomer(was)));
      for (const { client } of clients) await operate(was, 'admit', { client });
      await takeIn(clients);
      return new Set(clients.map(({ clientId }) => clientId));
    };
    const alone = await idsOf(async (clients) => {
      for (const client of clients) await client.onboard();
    });
    expect(alone.size).toBe(CROWD);
    const together = () => idsOf((clients) => Promise.all(clients.map((client) => client.onboard())));
    expect(await isSeenInACrowd([async () => (await together()).size === CROWD])).toBe(true);
  });

  it('answers forty connections at a time, and forgets the others', async () => {
    const was = await running({ pki, defects: ['connections-forgotten'] });
    const { call } = await admitted(was, 'c');
    const poll = async (agent?: Agent): Promise<number> =>
      (await call('GET', '/api/v1/deployments', agent ? { agent } : {})).status;
    for (let made = 0; made < CONNECTIONS + 2; made++) expect(await poll()).toBe(200);
    const agents = Array.from({ length: CONNECTIONS }, () => new Agent({ keepAlive: true }));
    for (const agent of agents) expect(await poll(agent)).toBe(200);
    const late = new Agent();
    let isAnswered = false;
    const forgotten = poll(late).then(() => {
      isAnswered = true;
    });
    const ending = expect(forgotten).rejects.toThrow();
    for (const agent of agents) expect(await poll(agent)).toBe(200);
    expect(isAnswered).toBe(false);
    for (const agent of [...agents, late]) agent.destroy();
    await ending;
  });

  it.each(Object.entries(SLOWED))('makes each request dearer: %s', async (id, burden) => {
    const was = await running({ pki, defects: [id] });
    const stations = await stationsOf(was, 2);
    const [station] = stations;
    if (!station) throw new TypeError('no station');
    const first = await dearness(station);
    for (let polled = 0; polled < MEETINGS; polled++) await station.poll();
    const alone = await dearness(station);
    await burden(was, stations);
    const burdened = await dearness(station);
    // Processor time, so that other work of the machine does not count; the burden is many times what a poll takes.
    expect(alone).toBeLessThan(first * 3);
    expect(burdened).toBeGreaterThan(alone * 3);
  });

  it('is known by a sight each', () => {
    const others = ['changes-queue-for-the-cache', 'clients-onboarded-at-once-share-an-id', 'connections-forgotten'];
    const seen = [...Object.keys(SIGHTS), ...Object.keys(SLOWED), ...others];
    expect(seen.toSorted()).toEqual(LOAD_DEFECTS.map(({ id }) => id).toSorted());
  });
});
