import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadProfiles } from '../../../device/profiles/load-profiles.ts';
import type { ProfileSet } from '../../../device/profiles/profile.ts';
import { createCourses } from '../../courses/create-courses.ts';
import { intentsOf } from '../../courses/intent-log.ts';
import { type LifeCycleSet, loadLifeCycles } from '../../life-cycles/load-life-cycles.ts';
import { loadPlan } from '../load-plan.ts';
import { describePlan } from './describe-plan.ts';
import type { PlanDescription } from './description.ts';
import { renderPlan } from './render.ts';
import { sparkline } from './sparkline.ts';

const FIXTURES = join(import.meta.dirname, '../../../../fixtures');

let profiles: ProfileSet;
let lifeCycles: LifeCycleSet;
beforeAll(async () => {
  profiles = await loadProfiles(join(FIXTURES, 'profiles'));
  lifeCycles = await loadLifeCycles(join(FIXTURES, 'fleets/life-cycles'));
});

const described = async (name: string, ...set: readonly string[]): Promise<PlanDescription> =>
  describePlan(await loadPlan(join(FIXTURES, 'fleets', `${name}.yaml`), { set, profiles, lifeCycles }), profiles);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('the description of a plan', () => {
  it('counts what is intended', async () => {
    const plan = await loadPlan(join(FIXTURES, 'fleets/outage.yaml'), { profiles, lifeCycles });
    const description = describePlan(plan, profiles);
    const intents = [...intentsOf(createCourses(plan, profiles, { index: 0, of: 1 }))];
    const of = (kind: string): number => intents.filter((intent) => intent.kind === kind).length;
    const { course, polls, arrivals, sampled } = description;
    expect(sampled).toBe(1);
    expect(arrivals.arriving).toBe(of('arrive'));
    expect(sum(course.map((interval) => interval.arrivals))).toBe(of('arrive'));
    // A boot has a poll of its own.
    const boots = sum(course.map((interval) => interval.boots));
    expect(boots).toBe(description.lifeCycles.find(({ name }) => name === 'thundering-herd')?.devices);
    expect(polls.total).toBe(of('poll') + of('arrive') + boots);
    expect(polls.peakAtMs).toBe(20_000);
  });

  it('shows who is there, and who is off', async () => {
    const { course, lifeCycles: all } = await described('outage', 'lifeCycles={thundering-herd: 1}');
    expect([course[8]?.present, course[12]?.present, course[25]?.present]).toEqual([500, 0, 500]);
    expect(all[0]?.stages).toEqual([
      { name: 'before', entered: 500 },
      { name: 'outage', entered: 500 },
      { name: 'after', entered: 500 },
    ]);
  });

  it('shares devices out', async () => {
    const { devices, revisions, profiles: kinds, lifeCycles: all } = await described('mixed-revisions');
    for (const shares of [revisions, kinds, all]) expect(sum(shares.map((share) => share.devices))).toBe(devices);
    expect(revisions.map(({ name }) => name)).toEqual(['1.0.0-rc.3', '1.0.0-rc.2', 'pre-draft-2024']);
  });

  it('says what the bounds hold back', async () => {
    const { bounded, durationMs } = await described(
      'small-factory',
      'arrivals=all-at-once',
      'bounds={duration: 20s, rate: 50/s, openConnections: 100}',
    );
    expect(durationMs).toBe(20_000);
    expect(bounded).toEqual([
      'the run ends after 20 s (bounds.duration) in place of 30 s',
      expect.stringMatching(/^up to \d+ requests a second are meant, 50 are made/),
      'up to 200 connections are meant to be open, 100 are (bounds.openConnections)',
    ]);
    expect((await described('small-factory')).bounded).toEqual([]);
  });

  it('expects open connections by their policy', async () => {
    const open = async (...set: readonly string[]): Promise<number | null> =>
      (await described('small-factory', 'lifeCycles={steady: 1}', ...set)).connections.open;
    expect(await open()).toBe(200);
    expect(await open('connections.idle=1500ms')).toBe(100);
    expect(await open('connections.policy=close')).toBeNull();
    expect(await open('connections={policy: shared, shared: 3}')).toBe(3);
  });

  it('expects what the operator does', async () => {
    const { operator } = await described(
      'small-factory',
      'arrivals=all-at-once',
      'operator={assigned: 50%, assignAfter: 0s, changes: 100%/m, withdrawn: 10%}',
    );
    expect(operator).toEqual({ deployments: 100, changes: 50, withdrawals: 5 });
    expect((await described('hundred-thousand')).operator).toBeNull();
  });

  it('of a million devices is made out of some of them', async () => {
    const { sampled, devices, arrivals, polls } = await described(
      'hundred-thousand',
      'devices=1000000',
      'polling.every=60s',
    );
    expect([sampled, devices, arrivals.arriving]).toEqual([0.1, 1_000_000, 1_000_000]);
    expect(polls.total).toBeGreaterThan(1_000_000);
  });

  it('is rendered for a terminal of 80 columns', async () => {
    const text = renderPlan(await described('small-factory'));
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text).toMatchInlineSnapshot(`
      "small-factory  Small factory
      200 devices for 30 s, seed 42

        Revisions     1.0.0-rc.3                  200   100 %
        Profiles      industrial-pc                71  35.5 %
                      small-arm-gateway            31  15.5 %
                      line-controller              39  19.5 %
                      vision-station               40    20 %
                      line-gateway                 19   9.5 %
        Life cycles   steady                      139  69.5 %
                      flash-reboot                 20    10 %
                        up 36, off 19
                      flapping                     10     5 %
                        connected 44, cut 37
                      slow-link                    11   5.5 %
                      partial-failure              13   6.5 %
                      long-downtime                 7   3.5 %
                        talking 14, silent 8

        Arrivals      ████████
                      200 ramp, the last after 7.96 s
        Boots             ▅ ▅   ▅█  █▅ █   ▅▅▅▅▅▅
                      16 after the first
        Polls         ▃▃▃▅▅▆██▆█▇▆█▇▅█▆▆▇▇▆█▇▆██▆██▆
                      1793: 59.8/s on average, 81/s at most, from 15 s on
        Present       ▂▃▃▄▆▆████████████████████████
                      200 at most, 196 at the end

        Operator      about 100 deployments, 12 changes (1 of them withdrawals)
        Connections   keep-alive: about 200 open at most
        Objectives    poll.p99<250ms
                      errors<0.5%
                      violations=0
      "
    `);
  });
});

it.each([
  [[0, 1, 8], 10, ' ▂█'],
  [[4, 4, 4, 4], 2, '██'],
  [[0, 0], 5, '  '],
  [[], 5, ''],
])('a curve of %j in %d columns is "%s"', (values, width, curve) => {
  expect(sparkline(values, width)).toBe(curve);
});
