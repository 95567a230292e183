import type { Clock } from '../../device/time/clock.ts';
import { systemClock } from '../../device/time/clock.ts';
import type { Courses } from '../courses/intent.ts';
import type { StageConduct } from '../life-cycles/life-cycle.ts';
import type { Conduct, FleetPlan } from '../plan/plan.ts';
import type { Population } from '../population/population.ts';

/** What the stage that a device is in makes of it. */
export class Stages {
  readonly #plan: FleetPlan;
  readonly #courses: Courses;
  readonly #population: Population;
  readonly #hasNetwork: readonly boolean[];
  readonly #looksBack: readonly boolean[];
  readonly #clocks = new Map<number, Clock>([[0, systemClock]]);

  constructor(plan: FleetPlan, courses: Courses, population: Population) {
    this.#plan = plan;
    this.#courses = courses;
    this.#population = population;
    const somewhere = (holds: (does: StageConduct) => boolean): readonly boolean[] =>
      plan.lifeCycles.map(({ lifeCycle }) => lifeCycle.stages.some(({ does }) => holds(does)));
    this.#hasNetwork = somewhere(({ network }) => network !== undefined);
    this.#looksBack = somewhere(({ requests, state }) => requests === 'stale' || state === 'rolled-back');
  }

  of(row: number, stage: number = this.#population.stage[row] ?? 0): StageConduct {
    return this.#plan.lifeCycles[this.#courses.lifeCycle(row)]?.lifeCycle.stages[stage]?.does ?? AS_EVER;
  }

  conduct(row: number): Conduct {
    const { conduct } = this.of(row);
    return conduct ? { ...this.#plan.conduct, ...conduct } : this.#plan.conduct;
  }

  clock(row: number): Clock {
    const { clockOffsetMs = 0 } = this.of(row);
    const clock = this.#clocks.get(clockOffsetMs) ?? skewed(clockOffsetMs);
    this.#clocks.set(clockOffsetMs, clock);
    return clock;
  }

  /** Something about the device or its network keeps it from being answered as others are. */
  isHindered(row: number): boolean {
    const conduct = this.of(row);
    return !isProper(conduct) || conduct.network !== undefined;
  }

  /** Whether its network is made to fail in any stage: then it is reached through the fault proxy in all of them. */
  hasNetwork(row: number): boolean {
    return this.#hasNetwork[this.#courses.lifeCycle(row)] ?? false;
  }

  /** Whether it will want to know what it was before. */
  looksBack(row: number): boolean {
    return this.#looksBack[this.#courses.lifeCycle(row)] ?? false;
  }
}

/** What of a stage shows in a request itself; undefined is as ever. */
export type Guise = { readonly [Name in 'identity' | 'requests' | 'clockOffsetMs']?: StageConduct[Name] | undefined };

/** Identity, bytes and clock are as they should be: what it is refused, it is refused wrongly. */
export const isProper = ({ identity, requests, clockOffsetMs = 0 }: Guise): boolean =>
  identity === undefined && requests === undefined && clockOffsetMs === 0;

const AS_EVER: StageConduct = {};

const skewed = (offsetMs: number): Clock => ({
  now: () => systemClock.now() + offsetMs,
  sleep: (ms, signal) => systemClock.sleep(ms, signal),
});
