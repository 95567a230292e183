import { join } from 'node:path';
import { anything, check, constantFrom, jsonValue, oneof, property, string } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadProfiles } from '../../device/profiles/load-profiles.ts';
import type { ProfileSet } from '../../device/profiles/profile.ts';
import { type LifeCycleSet, loadLifeCycles } from '../life-cycles/load-life-cycles.ts';
import { checkPlan } from './check-plan.ts';
import { describePlan } from './describe/describe-plan.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures');

let profiles: ProfileSet;
let lifeCycles: LifeCycleSet;
beforeAll(async () => {
  profiles = await loadProfiles(join(FIXTURES, 'profiles'));
  lifeCycles = await loadLifeCycles(join(FIXTURES, 'fleets/life-cycles'));
});

/** A plan with everything in it. */
const whole = (): unknown =>
  parse(`
title: Everything
seed: 1
devices: 5
duration: 3s
revisions: { 1.0.0-rc.3: 1, 1.0.0-rc.2: 1 }
profiles: { industrial-pc: 1, line-gateway: 1 }
variation: { cpu: 5%, architectures: [arm64], domains: [water] }
arrivals: { stairs: { steps: 2, every: 1s } }
polling: { every: 1s, jitter: 10%, hours: { from: 0, to: 12, day: 6s } }
connections: { policy: shared, shared: 2, sourceAddresses: [127.0.0.2] }
operator: { assigned: 50%, assignAfter: { uniform: [1s, 2s] }, changes: 10%/m }
lifeCycles:
  steady: 1
  flapping: { weight: 2, stages: { cut: { lasts: 1s } } }
  own: { title: Own, selector: { domains: [water] }, stages: { up: { lasts: 1s, next: { up: 1, off: 2 } }, off: { power: off } } }
conduct: { backoffBase: 1s, backoffMax: 2s }
bounds: { rate: 10/s }
objectives: [poll.p99<1s]
`);

/** Places of all values in a document, the document itself left out. */
const placesOf = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...placesOf(inner, [...path, key])])
    : [];

function put(document: unknown, path: readonly string[], value: unknown): void {
  const [last = '', ...above] = path.toReversed();
  const holder = above.toReversed().reduce((inner: unknown, key) => Reflect.get(Object(inner), key), document);
  if (typeof holder === 'object' && holder !== null) Reflect.set(holder, last, value);
}

const PLACES = placesOf(whole());
const wrong = oneof(
  jsonValue(),
  string(),
  constantFrom('10s', '5%', '1/s', 0, -1, 1.5, 1e300, null, [], {}, '0s', '999999999d', true),
);

describe('a document in which anything may stand anywhere', () => {
  it('is a plan that can be described, or is told what is wrong with it', () => {
    expect('plan' in checkPlan(whole(), 'any', profiles, lifeCycles)).toBe(true);
    const result = check(
      property(constantFrom(...PLACES), wrong, constantFrom(...PLACES), wrong, (place, value, other, second) => {
        const document = whole();
        put(document, place, value);
        put(document, other, second);
        const checked = checkPlan(document, 'any', profiles, lifeCycles);
        if ('mistakes' in checked) {
          expect(checked.mistakes.length).toBeGreaterThan(0);
          for (const { text } of checked.mistakes) expect(text).not.toMatch(/undefined|NaN|\[object/);
        } else if (checked.plan.devices * checked.plan.durationMs < 1e6)
          expect(describePlan(checked.plan, profiles).name).toBe('any');
      }),
      { seed: 8, numRuns: 300 },
    );
    expect(result.failed, String(result.errorInstance)).toBe(false);
  });

  it('is told so where it is no document of ours at all', () => {
    const result = check(
      property(anything({ withNullPrototype: false }), (document) => {
        expect('mistakes' in checkPlan(document, 'any', profiles, lifeCycles)).toBe(true);
      }),
      { seed: 8, numRuns: 200 },
    );
    expect(result.failed, String(result.errorInstance)).toBe(false);
  });
});
