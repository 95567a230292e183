import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { assert, asyncProperty, check, property } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadProfiles } from '../../device/profiles/load-profiles.ts';
import type { ProfileSet } from '../../device/profiles/profile.ts';
import type { LifeCycle, Stage } from '../life-cycles/life-cycle.ts';
import { PLANS } from '../plan/arbitrary-plan.test-support.ts';
import { horizonUs } from '../plan/horizon.ts';
import type { FleetPlan } from '../plan/plan.ts';
import { CourseColumns } from './columns.ts';
import { createCourses } from './create-courses.ts';
import type { Intent } from './intent.ts';
import { intentLog, intentsOf } from './intent-log.ts';
import { mergeIntentLogs } from './merge-intent-logs.ts';

const WHOLE = { index: 0, of: 1 };
const SECOND = 1_000_000;

let profiles: ProfileSet;
beforeAll(async () => {
  profiles = await loadProfiles(join(import.meta.dirname, '../../../fixtures/profiles'));
});

const lifeCycle = (...stages: readonly Partial<Stage>[]): LifeCycle => ({
  id: 'test',
  title: 'Test',
  selector: {},
  stages: stages.map((stage, index) => ({ name: `stage-${index}`, lasts: null, next: [], does: {}, ...stage })),
});
const lasting = (seconds: number): Pick<Stage, 'lasts'> => ({ lasts: { kind: 'constant', value: seconds * 1000 } });
const to = (...values: readonly number[]): Pick<Stage, 'next'> => ({
  next: values.map((value) => ({ value, weight: 1 })),
});

/** Devices that poll every second, without jitter unless it is asked for, all there from the start. */
const plan = (differs: Partial<FleetPlan>, ...stages: readonly Partial<Stage>[]): FleetPlan => ({
  name: 'test',
  title: 'Test',
  seed: 1,
  devices: 1,
  durationMs: 10_000,
  revisions: [{ revision: '1.0.0-rc.3', weight: 1 }],
  profiles: [{ profile: 'industrial-pc', weight: 1 }],
  variation: {
    ...{ cpu: 0, memory: 0, updateInterval: 0, architectures: [] },
    ...{ runtimes: 0, security: 0, connectivity: 0, domains: [] },
  },
  arrivals: { pattern: 'all-at-once' },
  polling: { everyMs: 1000, jitter: 0, hours: null },
  connections: { policy: 'keep-alive', idleMs: 60_000, shared: 8, sourceAddresses: [] },
  operator: null,
  lifeCycles: [{ lifeCycle: lifeCycle(...(stages.length > 0 ? stages : [{}])), weight: 1 }],
  conduct: { retryAfter: 'heeds', backoffBaseMs: 1000, backoffMaxMs: 10_000, requestMs: 10_000 },
  judged: 1,
  bounds: { rate: 1000, durationMs: 600_000, openConnections: 1000 },
  objectives: [],
  ...differs,
});

const intents = (of: FleetPlan): readonly Intent[] => [...intentsOf(createCourses(of, profiles, WHOLE))];
/** `poll@3`, `stage 1@2.5`: kinds with their times in seconds. */
const told = (of: FleetPlan): string =>
  intents(of)
    .map(({ at, kind, stage }) => `${kind}${kind === 'stage' ? ` ${stage}` : ''}@${at / SECOND}`)
    .join(' ');

describe('intents', () => {
  it('are polls, one period after the other, from the arrival on until the run is over', () => {
    expect(told(plan({ durationMs: 4000 }))).toBe('arrive@0 poll@1 poll@2 poll@3');
    expect(told(plan({ bounds: { rate: 1, durationMs: 1500, openConnections: 1 } }))).toBe('arrive@0 poll@1');
  });

  it('have the period of the profile where the plan has none', () => {
    expect(told(plan({ durationMs: 121_000, polling: { everyMs: null, jitter: 0, hours: null } }))).toBe(
      'arrive@0 poll@60 poll@120',
    );
  });

  it('leave out those who arrive too late', () => {
    expect(told(plan({ devices: 2, durationMs: 1000, arrivals: { pattern: 'stairs', steps: 2, everyMs: 1000 } }))).toBe(
      'arrive@0',
    );
  });

  it('have no polls while the device is off, and a boot in place of a poll after it', () => {
    const stages = [{ ...lasting(2.5), ...to(1) }, { ...lasting(2), ...to(2), does: { power: 'off' as const } }, {}];
    expect(told(plan({ durationMs: 7000 }, ...stages))).toBe(
      'arrive@0 poll@1 poll@2 stage 1@2.5 stage 2@4.5 poll@5.5 poll@6.5',
    );
  });

  it('have no polls while the device is silent, and one as soon as it is silent no more', () => {
    const stages = [{ ...lasting(2.5), ...to(1) }, { ...lasting(2), ...to(2), does: { silent: true as const } }, {}];
    expect(told(plan({ durationMs: 6000 }, ...stages))).toBe(
      'arrive@0 poll@1 poll@2 stage 1@2.5 stage 2@4.5 poll@4.5 poll@5.5',
    );
  });

  it('go on at their period in a stage that has none of its own, and begin it anew in one that has', () => {
    const stages = [
      { ...lasting(1.5), ...to(1) },
      { ...lasting(1), ...to(2), does: { clockOffsetMs: 5 } },
      { does: { pollEveryMs: 2000 } },
    ];
    expect(told(plan({ durationMs: 7000 }, ...stages))).toBe(
      'arrive@0 poll@1 stage 1@1.5 poll@2 stage 2@2.5 poll@4.5 poll@6.5',
    );
  });

  it('boot where a stage says so', () => {
    const stages = [{ ...lasting(1.5), ...to(1) }, { does: { boots: true as const } }];
    expect(told(plan({ durationMs: 4000 }, ...stages))).toBe('arrive@0 poll@1 stage 1@1.5 poll@2.5 poll@3.5');
  });

  it('of those who enter a stage together are at the same moment, whenever they arrived', () => {
    const herd = plan(
      {
        devices: 20,
        arrivals: { pattern: 'ramp', overMs: 5000 },
        polling: { everyMs: 60_000, jitter: 0, hours: null },
      },
      { ...to(1) },
      { ...to(2), does: { power: 'off', together: 6000 } },
      { does: { together: 8000 } },
    );
    const entered = intents(herd).filter(({ kind }) => kind === 'stage');
    expect(entered.map(({ at, device, stage }) => [at / SECOND, device, stage])).toEqual([
      ...Array.from({ length: 20 }, (_, device) => [6, device, 1]),
      ...Array.from({ length: 20 }, (_, device) => [8, device, 2]),
    ]);
  });

  it('of who comes after the others have entered it go by its own time', () => {
    const late = plan(
      {
        devices: 2,
        arrivals: { pattern: 'stairs', steps: 2, everyMs: 3000 },
        polling: { everyMs: 60_000, jitter: 0, hours: null },
      },
      { ...lasting(4), ...to(1) },
      { does: { together: 2000 } },
    );
    expect(intents(late).filter(({ kind }) => kind === 'stage')).toEqual([
      { at: 2 * SECOND, device: 0, kind: 'stage', stage: 1 },
      { at: 7 * SECOND, device: 1, kind: 'stage', stage: 1 },
    ]);
  });

  it('go to what follows as often as its weights say', () => {
    const stages = [
      {
        ...lasting(1),
        next: [
          { value: 1, weight: 1 },
          { value: 2, weight: 3 },
        ],
      },
      {},
      {},
    ];
    const entered = intents(plan({ devices: 2000, durationMs: 1500 }, ...stages)).filter(
      ({ kind }) => kind === 'stage',
    );
    expect(entered.filter(({ stage }) => stage === 2).length / entered.length).toBeCloseTo(0.75, 1);
  });

  it('come to an end even where stages take no time and go round in a circle', () => {
    const circle = plan({ durationMs: 100 }, { ...lasting(0), ...to(1) }, { ...lasting(0), ...to(0) });
    expect(intents(circle).filter(({ kind }) => kind === 'stage')).toHaveLength(99);
  });

  it('come earlier or later by the jitter, on average at the period', () => {
    const polls = intents(
      plan({ durationMs: 1_000_000, bounds: plan({}).bounds, polling: { everyMs: 1000, jitter: 0.4, hours: null } }),
    );
    const gaps = polls.slice(1).map(({ at }, index) => (at - (polls[index]?.at ?? 0)) / SECOND);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0.6);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1.4);
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeCloseTo(1, 1);
  });

  it('are at the hours of polling, of which some pass midnight', () => {
    const hours = { from: 18, to: 6, dayMs: 24_000 };
    const polls = intents(plan({ durationMs: 72_000, polling: { everyMs: 1000, jitter: 0.1, hours } })).slice(1);
    const day = polls.map(({ at }) => (at / SECOND) % 24);
    expect(day.every((hour) => hour >= 18 || hour < 6)).toBe(true);
    expect(polls.length).toBeGreaterThan(30);
    // Who has waited for the hours to begin asks soon after.
    expect(polls.filter(({ at }) => at >= 18 * SECOND && at < 18.1 * SECOND)).toHaveLength(1);
  });

  it('of any plan are ordered, within the run, begin with an arrival, and have no polls in quiet stages', () => {
    const result = check(
      property(PLANS, (any) => {
        const courses = createCourses(any, profiles, WHOLE);
        const stages = Array.from(
          { length: any.devices },
          (_, row) => any.lifeCycles[courses.lifeCycle(row)]?.lifeCycle.stages,
        );
        const standing = new Map<number, number>();
        let former = { at: 0, device: 0 };
        for (const { at, device, kind, stage } of intentsOf(courses)) {
          expect(Number.isInteger(at) && at < horizonUs(any)).toBe(true);
          expect(at > former.at || (at === former.at && device >= former.device)).toBe(true);
          expect(kind === 'arrive').toBe(!standing.has(device));
          if (kind === 'poll') expect(stage).toBe(standing.get(device));
          const does = stages[device]?.[stage]?.does;
          if (kind === 'poll') expect(does?.power === 'off' || does?.silent === true).toBe(false);
          standing.set(device, stage);
          former = { at, device };
        }
      }),
      { seed: 5, numRuns: 60 },
    );
    expect(result.failed, String(result.errorInstance)).toBe(false);
  });
});

describe('the log of intents', () => {
  const merged = async (of: FleetPlan, slices: number): Promise<string> => {
    const logs = Array.from({ length: slices }, (_, index) => intentLog(of, profiles, { index, of: slices }));
    return (await Array.fromAsync(mergeIntentLogs(logs))).join('');
  };

  it('is the same byte for byte, however the fleet is cut, and each time', async () => {
    await assert(
      asyncProperty(PLANS, async (any) => {
        const whole = [...intentLog(any, profiles, WHOLE)].join('');
        for (const slices of [1, 2, 3, 7]) expect(await merged(any, slices)).toBe(whole);
      }),
      { seed: 5, numRuns: 25 },
    );
  });

  it('of one device alone is what the fleet has of it', async () => {
    const fleet = plan({ devices: 5, polling: { everyMs: 700, jitter: 0.5, hours: null } });
    const own = [...intentLog(fleet, profiles, WHOLE)].filter((line) => line.includes('"device":3,'));
    expect([...intentLog(fleet, profiles, { index: 3, of: 5 })]).toEqual(own);
  });

  it('is another one for another seed', () => {
    const log = (seed: number): string =>
      [...intentLog(plan({ seed, polling: { everyMs: 700, jitter: 0.5, hours: null } }), profiles, WHOLE)].join('');
    expect(log(1)).not.toBe(log(2));
  });

  it('has one line for each intent', () => {
    expect([...intentLog(plan({ durationMs: 1500 }), profiles, WHOLE)]).toEqual([
      '{"at":0,"device":0,"kind":"arrive","stage":0}\n',
      '{"at":1000000,"device":0,"kind":"poll","stage":0}\n',
    ]);
  });

  it('of a plan with everything in it is what it always was', () => {
    const everything = plan(
      {
        devices: 300,
        durationMs: 60_000,
        revisions: [
          { revision: '1.0.0-rc.3', weight: 2 },
          { revision: '1.0.0-rc.2', weight: 1 },
        ],
        profiles: [
          { profile: 'industrial-pc', weight: 2 },
          { profile: 'line-gateway', weight: 1 },
        ],
        arrivals: { pattern: 'poisson', rate: 20 },
        polling: { everyMs: 4000, jitter: 0.3, hours: { from: 1, to: 23, dayMs: 30_000 } },
      },
      { lasts: { kind: 'exponential', mean: 9000 }, ...to(1, 2) },
      { lasts: { kind: 'normal', mean: 2000, deviation: 1500 }, ...to(0), does: { power: 'off' } },
      { lasts: { kind: 'uniform', min: 100, max: 5000 }, ...to(0, 1), does: { pollEveryMs: 500 } },
    );
    const hash = createHash('sha256');
    let lines = 0;
    for (const line of intentLog(everything, profiles, WHOLE)) {
      hash.update(line);
      lines += 1;
    }
    expect({ lines, sha256: hash.digest('hex') }).toMatchInlineSnapshot(`
      {
        "lines": 8288,
        "sha256": "ecebde998bc74742090b28f2132aeb7226d5c26660912d4f7c7fdf680dc3d389",
      }
    `);
  });
});

it('takes less than a hundred bytes a device', () => {
  const columns = new CourseColumns(1000);
  const bytes = Object.values(columns).reduce(
    (sum, column) => sum + (ArrayBuffer.isView(column) ? column.byteLength : 0),
    0,
  );
  expect(bytes / columns.rows).toBeGreaterThan(8);
  expect(bytes / columns.rows).toBeLessThan(100);
});
