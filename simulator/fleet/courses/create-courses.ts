import type { ProfileSet } from '../../device/profiles/profile.ts';
import { arrivalsOf } from '../arrivals/arrivals-of.ts';
import { horizonUs } from '../plan/horizon.ts';
import type { FleetPlan } from '../plan/plan.ts';
import { createRoster } from '../roster/roster.ts';
import { updateIntervals } from '../roster/update-interval.ts';
import { ARRIVE, CourseColumns, INTENT_KINDS, NEVER, NO_STAGE, POLL, STAGE } from './columns.ts';
import type { Courses, Slice } from './intent.ts';
import { Progression } from './progression.ts';
import { rowsOf } from './slice.ts';

/** The courses of a slice's devices, each at its arrival. */
export function createCourses(plan: FleetPlan, profiles: ProfileSet, slice: Slice): Courses {
  const columns = new CourseColumns(rowsOf(plan.devices, slice));
  const deviceOf = (row: number): number => slice.index + row * slice.of;
  const horizon = horizonUs(plan);
  const arrivals = arrivalsOf(plan, slice);
  const roster = createRoster(plan, profiles);
  const intervalMs = updateIntervals(plan, profiles);
  for (let row = 0; row < columns.rows; row += 1) {
    const device = deviceOf(row);
    const { revision, profile, lifeCycle } = roster.of(device);
    const arrival = arrivals[row] ?? NEVER;
    columns.at[row] = arrival < horizon ? arrival : NEVER;
    columns.former[row] = NO_STAGE;
    columns.revision[row] = revision;
    columns.profile[row] = profile;
    columns.lifeCycle[row] = lifeCycle;
    columns.periodUs[row] = Math.round((plan.polling.everyMs ?? intervalMs(device, profile)) * 1000);
  }
  const progression = new Progression(plan, columns, deviceOf);
  return {
    rows: columns.rows,
    deviceOf,
    at: (row) => columns.at[row] ?? NEVER,
    kind: (row) => INTENT_KINDS[columns.kind[row] ?? ARRIVE] ?? 'arrive',
    stage: (row) => columns.stage[row] ?? 0,
    lifeCycle: (row) => columns.lifeCycle[row] ?? 0,
    profile: (row) => columns.profile[row] ?? 0,
    revision: (row) => columns.revision[row] ?? 0,
    advance(row) {
      const now = columns.at[row] ?? NEVER;
      if (now === NEVER) return;
      if (columns.kind[row] === POLL) progression.polled(row, now);
      else progression.entered(row, now);
      const isStage = (columns.stageAt[row] ?? NEVER) <= (columns.pollAt[row] ?? NEVER);
      const next = (isStage ? columns.stageAt[row] : columns.pollAt[row]) ?? NEVER;
      columns.at[row] = next < horizon ? next : NEVER;
      // Whoever intends nothing more stays in its stage.
      if (next >= horizon) return;
      columns.kind[row] = isStage ? STAGE : POLL;
      if (!isStage) return;
      columns.former[row] = columns.stage[row] ?? NO_STAGE;
      columns.stage[row] = columns.following[row] ?? 0;
    },
  };
}
