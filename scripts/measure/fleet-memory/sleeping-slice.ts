import { join } from 'node:path';
import { loadProfiles } from '../../../simulator/device/profiles/load-profiles.ts';
import { INITIAL_STATE } from '../../../simulator/device/state/device-state.ts';
import { loadLifeCycles } from '../../../simulator/fleet/life-cycles/load-life-cycles.ts';
import { loadPlan } from '../../../simulator/fleet/plan/load-plan.ts';
import { runSlice } from '../../../simulator/fleet/shard/run-slice.ts';
import { type Sleepers, sleepersOf } from '../../../simulator/fleet/shard/sleepers.ts';

export interface SleepingSlice {
  readonly devices: number;
  /** Of polling, after a first round in which they are yet silent. */
  readonly seconds: number;
  /** Between two polls of a device. */
  readonly pollEverySeconds: number;
  readonly slice: { readonly index: number; readonly of: number };
  /** Of an unchanging WFM on the loopback address. */
  readonly port: number;
  /** Of its only manifest. */
  readonly etag: string;
}

export interface SleepingFigures {
  readonly polls: number;
  readonly errors: number;
  /** Of the arrays and objects that the sleeping devices are, after a collection of garbage. */
  readonly bytesPerDevice: number;
}

const FIXTURES = join(import.meta.dirname, '../../../fixtures');

/** Devices that have arrived long ago and do nothing but poll: the code that runs is a slice's own. */
export async function sleepingSlice(options: SleepingSlice): Promise<SleepingFigures> {
  const { devices, seconds, pollEverySeconds, slice, port, etag } = options;
  const profiles = await loadProfiles(join(FIXTURES, 'profiles'));
  const set = [
    `devices=${devices}`,
    `duration=${pollEverySeconds + seconds}s`,
    `polling.every=${pollEverySeconds}s`,
    `arrivals.ramp=${pollEverySeconds}s`,
  ];
  const lifeCycles = await loadLifeCycles(join(FIXTURES, 'fleets/life-cycles'));
  const revision = '1.0.0-rc.3';
  const plan = await loadPlan(join(FIXTURES, 'fleets/hundred-thousand.yaml'), { set, profiles, lifeCycles, revision });
  const before = heldBytes();
  const sleepers = sleepersOf({ plan, profiles, slice });
  arrived(sleepers, etag);
  const bytesPerDevice = (heldBytes() - before) / sleepers.size;
  const report = await runSlice(
    {
      ...{ plan, profiles, slice },
      targets: [
        {
          ...{ revision: '1.0.0-rc.3', dialect: {}, anchors: '', comparesHostName: false, enrolment: null },
          endpoint: `http://127.0.0.1:${port}`,
        },
      ],
      // Nobody asks who they are.
      identities: {
        size: devices,
        clientId: (device) => `sleeper-${device}`,
        credential: () => ({ chainPem: '', keyPem: '' }),
      },
      judge: null,
      startAt: async () => Date.now(),
      logFolder: null,
      onProgress: () => undefined,
      onAdopted: () => undefined,
      onEnrolled: () => undefined,
      onReported: () => undefined,
      signal: new AbortController().signal,
    },
    sleepers,
  );
  const { count = 0, errors = 0 } = report.operations.poll ?? {};
  return { polls: count, errors, bytesPerDevice };
}

function arrived({ size, courses, population, wheel }: Sleepers, etag: string): void {
  const known = ['a device'];
  const state = { ...INITIAL_STATE, accepted: { version: 1n, etag }, reportedDevices: known };
  for (let row = 0; row < size; row++) {
    courses.advance(row);
    wheel.set(row, courses.at(row));
    population.remembers(row, { state, components: [] }, () => known);
    population.rests(row, { reported: true, resumed: true, swept: true });
  }
}

function heldBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
