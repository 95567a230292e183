import type { Profile, ProfileSet } from '../../../device/profiles/profile.ts';
import { revisionOf } from '../../../protocol/revisions.ts';
import { createCourses } from '../../courses/create-courses.ts';
import type { Courses, Slice } from '../../courses/intent.ts';
import type { StageConduct } from '../../life-cycles/life-cycle.ts';
import { horizonUs } from '../horizon.ts';
import type { FleetPlan } from '../plan.ts';

/** Counts of a slice's intents; arrays have an entry for each interval. */
export interface Forecast {
  readonly devices: number;
  readonly arriving: number;
  readonly lastArrivalUs: number;
  readonly intervalUs: number;
  readonly arrivals: Float64Array;
  readonly boots: Float64Array;
  readonly polls: Float64Array;
  readonly requests: Float64Array;
  /** How many more are present after an interval than before it. */
  readonly presence: Float64Array;
  readonly revisions: Float64Array;
  readonly profiles: Float64Array;
  readonly lifeCycles: Float64Array;
  /** By life cycle, how often each stage is entered. */
  readonly entered: readonly Float64Array[];
}

const LONGEST_COURSE = 120;
const SECOND_US = 1_000_000;

/** Goes through all that the devices of a slice intend. */
export function forecast(plan: FleetPlan, profiles: ProfileSet, slice: Slice): Forecast {
  const courses = createCourses(plan, profiles, slice);
  const horizon = horizonUs(plan);
  const intervalUs = Math.max(1, Math.ceil(horizon / SECOND_US / LONGEST_COURSE)) * SECOND_US;
  const perInterval = (): Float64Array => new Float64Array(Math.max(1, Math.ceil(horizon / intervalUs)));
  const counts = {
    arrivals: perInterval(),
    boots: perInterval(),
    polls: perInterval(),
    requests: perInterval(),
    presence: perInterval(),
    revisions: new Float64Array(plan.revisions.length),
    profiles: new Float64Array(plan.profiles.length),
    lifeCycles: new Float64Array(plan.lifeCycles.length),
    entered: plan.lifeCycles.map(({ lifeCycle }) => new Float64Array(lifeCycle.stages.length)),
  };
  const walk = new Walk(plan, profiles, courses, counts, intervalUs);
  for (let row = 0; row < courses.rows; row += 1) walk.go(row);
  return { ...counts, devices: courses.rows, arriving: walk.arriving, lastArrivalUs: walk.lastArrivalUs, intervalUs };
}

type Counts = Omit<Forecast, 'devices' | 'arriving' | 'lastArrivalUs' | 'intervalUs'>;

class Walk {
  readonly #courses: Courses;
  readonly #counts: Counts;
  readonly #intervalUs: number;
  readonly #stages: readonly (readonly StageConduct[])[];
  /** Requests of a boot by profile, and those of the first one beside them by revision. */
  readonly #ofBoot: readonly number[];
  readonly #ofArrival: readonly number[];
  arriving = 0;
  lastArrivalUs = 0;

  constructor(plan: FleetPlan, profiles: ProfileSet, courses: Courses, counts: Counts, intervalUs: number) {
    this.#courses = courses;
    this.#counts = counts;
    this.#intervalUs = intervalUs;
    this.#stages = plan.lifeCycles.map(({ lifeCycle }) => lifeCycle.stages.map(({ does }) => does));
    this.#ofBoot = plan.profiles.map(({ profile }) => machines(profiles, profiles.get(profile)) + 1);
    this.#ofArrival = plan.revisions.map(({ revision }) => (revisionOf(revision).onboarding === null ? 0 : 1));
  }

  go(row: number): void {
    const courses = this.#courses;
    const lifeCycle = courses.lifeCycle(row);
    add(this.#counts.revisions, courses.revision(row));
    add(this.#counts.profiles, courses.profile(row));
    add(this.#counts.lifeCycles, lifeCycle);
    let former: StageConduct | undefined;
    for (let at = courses.at(row); at < Number.POSITIVE_INFINITY; at = courses.at(row)) {
      const interval = Math.floor(at / this.#intervalUs);
      if (courses.kind(row) === 'poll') this.#polls(interval);
      else {
        const stage = this.#stages[lifeCycle]?.[courses.stage(row)];
        if (stage) this.#enters(row, at, stage, former);
        former = stage;
      }
      courses.advance(row);
    }
  }

  #polls(interval: number): void {
    add(this.#counts.polls, interval);
    add(this.#counts.requests, interval);
  }

  #enters(row: number, at: number, stage: StageConduct, former: StageConduct | undefined): void {
    const { arrivals, boots, polls, requests, presence, entered } = this.#counts;
    const courses = this.#courses;
    const interval = Math.floor(at / this.#intervalUs);
    const counted = entered[courses.lifeCycle(row)];
    if (counted) add(counted, courses.stage(row));
    add(presence, interval, presenceOf(stage) - presenceOf(former));
    if (former === undefined) {
      this.arriving += 1;
      this.lastArrivalUs = Math.max(this.lastArrivalUs, at);
      add(arrivals, interval);
      add(requests, interval, this.#ofArrival[courses.revision(row)]);
    } else if (stage.power === 'off' || (former.power !== 'off' && stage.boots !== true)) return;
    else add(boots, interval);
    add(polls, interval);
    add(requests, interval, this.#ofBoot[courses.profile(row)]);
  }
}

const presenceOf = (stage: StageConduct | undefined): number =>
  stage === undefined || stage.power === 'off' || stage.silent === true ? 0 : 1;

/** Each reports its capabilities. */
const machines = (profiles: ProfileSet, profile: Profile | undefined): number =>
  (profile?.children ?? []).reduce(
    (sum, { profile: child, count }) => sum + count * machines(profiles, profiles.get(child)),
    1,
  );

function add(counts: Float64Array, index: number, amount = 1): void {
  counts[index] = (counts[index] ?? 0) + amount;
}
