import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadProfiles } from '../../device/profiles/load-profiles.ts';
import type { ProfileSet } from '../../device/profiles/profile.ts';
import { createCourses } from '../courses/create-courses.ts';
import { intentsOf } from '../courses/intent-log.ts';
import { loadPlan } from '../plan/load-plan.ts';
import { type LifeCycleSet, loadLifeCycles } from './load-life-cycles.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures');
const FOLDER = join(FIXTURES, 'fleets/life-cycles');
const EXPECTED = join(FIXTURES, 'fleets/expected');

let profiles: ProfileSet;
let known: LifeCycleSet;
beforeAll(async () => {
  profiles = await loadProfiles(join(FIXTURES, 'profiles'));
  known = await loadLifeCycles(FOLDER);
});

/** What a life cycle comes to for the devices of the plan beside the expected outcomes, times in seconds. */
async function outcome(id: string): Promise<string> {
  const set = [`lifeCycles={${id}: 1}`];
  const plan = await loadPlan(join(EXPECTED, 'plan.yaml'), { set, profiles, lifeCycles: known });
  const courses = createCourses(plan, profiles, { index: 0, of: 1 });
  const stages = plan.lifeCycles[0]?.lifeCycle.stages ?? [];
  const devices: string[][] = Array.from({ length: courses.rows }, () => []);
  for (const { at, device, kind, stage } of intentsOf(courses)) {
    const what = kind === 'stage' ? `enter ${stages[stage]?.name}` : kind;
    devices[device]?.push(`${(at / 1_000_000).toFixed(3)} ${what}`);
  }
  const conduct = Object.fromEntries(stages.map(({ name, does }) => [name, does]));
  return stringify({ stages: conduct, devices });
}

describe('the life cycles at hand', () => {
  it('are the ones that a fleet is known by', () => {
    expect([...known.keys()]).toEqual([
      'back-off',
      'clock-ahead',
      'clock-behind',
      'disk-full',
      'expiring-identity',
      'flapping',
      'flash-reboot',
      'half-open',
      'hasty',
      'long-downtime',
      'partial-failure',
      'replayed-requests',
      'rollback-attempt',
      'rotated-identity',
      'slow-link',
      'stale-requests',
      'steady',
      'thundering-herd',
      'wrong-identity',
    ]);
  });

  it('each say in a comment what a WFM is to see of them', async () => {
    for (const id of known.keys())
      expect(await readFile(join(FOLDER, `${id}.yaml`), 'utf8')).toMatch(/^# The WFM sees /);
  });

  it('each come to what is expected of them', async () => {
    for (const id of known.keys()) await expect(await outcome(id)).toMatchFileSnapshot(join(EXPECTED, `${id}.yaml`));
  });
});

describe('a folder of life cycles', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'life-cycles-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('gives stages with what is special in each', async () => {
    await writeFile(
      join(folder, 'a.yaml'),
      `id: a
title: A
selector: { profiles: [industrial-pc] }
stages:
  first:
    lasts: 5s
    next: { second: 3, first: 1, third: 0 }
    network: { delay: { uniform: [10ms, 20ms] }, bandwidth: 64kbit/s, resets: 5%, halfOpen: 0.1 }
    clockOffset: -1h
    pollEvery: 2s
    deploying: { takes: 1s, fails: 40%, code: DISK_FULL }
    conduct: { retryAfter: ignores, request: 5s }
  second:
    together: 1m
    power: off
    next: third
    lasts: { normal: [10s, 2s] }
  third: { identity: expired, requests: stale, state: lost, boots: true, silent: true }
`,
    );
    expect((await loadLifeCycles(folder)).get('a')?.lifeCycle).toEqual({
      id: 'a',
      title: 'A',
      selector: { profiles: ['industrial-pc'] },
      stages: [
        {
          name: 'first',
          lasts: { kind: 'constant', value: 5000 },
          next: [
            { value: 1, weight: 3 },
            { value: 0, weight: 1 },
          ],
          does: {
            network: { delay: { kind: 'uniform', min: 10, max: 20 }, bandwidth: 8000, resets: 0.05, halfOpen: 0.1 },
            clockOffsetMs: -3_600_000,
            pollEveryMs: 2000,
            deploying: { takes: { kind: 'constant', value: 1000 }, fails: 0.4, code: 'DISK_FULL' },
            conduct: { retryAfter: 'ignores', requestMs: 5000 },
          },
        },
        {
          name: 'second',
          lasts: { kind: 'normal', mean: 10_000, deviation: 2000 },
          next: [{ value: 2, weight: 1 }],
          does: { power: 'off', together: 60_000 },
        },
        {
          name: 'third',
          lasts: null,
          next: [],
          does: { identity: 'expired', requests: 'stale', state: 'lost', boots: true, silent: true },
        },
      ],
    });
  });

  const staged = (stages: string): string => `id: a\ntitle: A\nstages:\n${stages}`;
  it.each([
    ['another id than its name', 'id: b\ntitle: B\nstages: { up: {} }\n', ':1:5: id is b; name the file b.yaml'],
    ['no stages', 'id: a\ntitle: A\nstages: {}\n', ':3:9: stages is {}; legal is stages by their names'],
    [
      'an unknown stage',
      staged('  up: { lasts: 1s, next: donw }\n  down: {}\n'),
      ':4:26: there is no stage "donw"; did you mean "down"?',
    ],
    ['an end and nothing after it', staged('  up: { lasts: 1s }\n'), ':4:16: stage up ends, but has no next'],
    [
      'something after what never ends',
      staged('  up: { next: down }\n  down: {}\n'),
      ':4:15: stage up has a next and never ends',
    ],
    ['a stage that nobody comes to', staged('  up: {}\n  down: {}\n'), ':5:3: no way leads to stage down'],
    [
      'weights that sum to nothing',
      staged('  up: { lasts: 1s, next: { up: 0 } }\n'),
      ':4:26: the weights of what follows up sum to nothing',
    ],
    [
      'devices that arrive without power',
      staged('  up: { power: off }\n'),
      ':4:16: a device arrives in the first stage',
    ],
    [
      'a distribution upside down',
      staged('  up: { lasts: { uniform: [2s, 1s] }, next: up }\n'),
      ':4:27: 2s is more than 1s',
    ],
    [
      'an identity that nobody has',
      staged('  up: { identity: expird }\n'),
      ':4:19: stages.up.identity is "expird"; did you mean "expired"?',
    ],
    ['what is no YAML', 'id: [', 'Flow sequence'],
  ])('with %s is refused', async (_name, text, message) => {
    await writeFile(join(folder, 'a.yaml'), text);
    await expect(loadLifeCycles(folder)).rejects.toThrow(/^LIFE_CYCLE_INVALID: .*a\.yaml:/);
    await expect(loadLifeCycles(folder)).rejects.toThrow(message);
  });

  it('that is not there is refused', async () => {
    await expect(loadLifeCycles(join(folder, 'none'))).rejects.toThrow(/^LIFE_CYCLE_UNREADABLE: .*none/);
  });
});
