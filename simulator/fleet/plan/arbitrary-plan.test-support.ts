import {
  type Arbitrary,
  array,
  constant,
  constantFrom,
  double,
  integer,
  oneof,
  option,
  record,
  tuple,
} from 'fast-check';
import type { LifeCycle, Stage, StageConduct } from '../life-cycles/life-cycle.ts';
import type { Distribution } from '../random/distribution.ts';
import type { Arrivals, FleetPlan } from './plan.ts';

/** Plans of small fleets for a short time, of every kind that there is. */

const milliseconds = integer({ min: 1, max: 20_000 });
const share = double({ min: 0, max: 1, noNaN: true });

export const ARRIVAL_PATTERNS: Arbitrary<Arrivals> = oneof(
  constant({ pattern: 'all-at-once' as const }),
  record({ pattern: constant('ramp' as const), overMs: milliseconds }),
  record({ pattern: constant('poisson' as const), rate: integer({ min: 1, max: 1000 }) }),
  record({ pattern: constant('stairs' as const), steps: integer({ min: 1, max: 20 }), everyMs: milliseconds }),
  record({ pattern: constant('diurnal' as const), periodMs: milliseconds, trough: share }),
);

const distributions: Arbitrary<Distribution> = oneof(
  record({ kind: constant('constant' as const), value: milliseconds }),
  tuple(milliseconds, milliseconds).map(([min, more]) => ({ kind: 'uniform' as const, min, max: min + more })),
  record({ kind: constant('exponential' as const), mean: milliseconds }),
  record({ kind: constant('normal' as const), mean: milliseconds, deviation: milliseconds }),
);

const conducts: Arbitrary<StageConduct> = oneof(
  constant<StageConduct>({}),
  constant<StageConduct>({ power: 'off' }),
  constant<StageConduct>({ silent: true }),
  constant<StageConduct>({ boots: true }),
  milliseconds.map((pollEveryMs) => ({ pollEveryMs })),
  milliseconds.map((together) => ({ together })),
);

const lifeCycles: Arbitrary<LifeCycle> = integer({ min: 1, max: 4 }).chain((count) =>
  array(
    record({
      name: constant('any'),
      lasts: option(distributions),
      next: array(record({ value: integer({ min: 0, max: count - 1 }), weight: integer({ min: 1, max: 3 }) }), {
        maxLength: 2,
      }),
      does: conducts,
    }) satisfies Arbitrary<Stage>,
    { minLength: count, maxLength: count },
  ).map((stages) => ({ id: 'any', title: 'Any', selector: {}, stages })),
);

export const PLANS: Arbitrary<FleetPlan> = record({
  name: constant('any'),
  title: constant('Any'),
  seed: integer({ min: 0 }),
  devices: integer({ min: 1, max: 30 }),
  durationMs: integer({ min: 1, max: 30_000 }),
  revisions: constantFrom(
    [{ revision: '1.0.0-rc.3' as const, weight: 1 }],
    [
      { revision: '1.0.0-rc.3' as const, weight: 2 },
      { revision: '1.0.0-rc.2' as const, weight: 1 },
      { revision: 'pre-draft-2024' as const, weight: 1 },
    ],
  ),
  profiles: constant([
    { profile: 'industrial-pc', weight: 2 },
    { profile: 'line-gateway', weight: 1 },
    { profile: 'gpu-server', weight: 1 },
  ]),
  variation: record({
    cpu: share,
    memory: share,
    updateInterval: share,
    architectures: constantFrom([], ['arm64'], ['amd64', 'arm']),
    runtimes: share,
    security: share,
    connectivity: share,
    domains: constantFrom([], ['water', 'mining']),
  }),
  arrivals: ARRIVAL_PATTERNS,
  polling: record({
    everyMs: option(integer({ min: 500, max: 10_000 })),
    jitter: share,
    hours: option(
      tuple(integer({ min: 0, max: 23 }), integer({ min: 1, max: 23 }), integer({ min: 1000, max: 20_000 })).map(
        ([from, hours, dayMs]) => ({ from, to: (from + hours) % 24, dayMs }),
      ),
    ),
  }),
  connections: constant({ policy: 'keep-alive' as const, idleMs: 60_000, shared: 8, sourceAddresses: [] }),
  operator: constant(null),
  lifeCycles: array(record({ lifeCycle: lifeCycles, weight: integer({ min: 1, max: 3 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
  conduct: constant({ retryAfter: 'heeds' as const, backoffBaseMs: 1000, backoffMaxMs: 10_000, requestMs: 10_000 }),
  judged: constant(1),
  bounds: constant({ rate: 1000, durationMs: 600_000, openConnections: 1000 }),
  objectives: constant([]),
});
