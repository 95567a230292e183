import type { ProfileSet } from '../../device/profiles/profile.ts';
import type { FleetPlan } from '../plan/plan.ts';
import { createCourses } from './create-courses.ts';
import type { Courses, Intent, Slice } from './intent.ts';
import { IntentQueue } from './intent-queue.ts';

/** What the devices of a slice intend, ordered by time and number. */
export function* intentsOf(courses: Courses): Generator<Intent> {
  const queue = new IntentQueue(courses);
  for (let row = queue.first(); row !== undefined; row = queue.first()) {
    yield { at: courses.at(row), device: courses.deviceOf(row), kind: courses.kind(row), stage: courses.stage(row) };
    queue.advance();
  }
}

/** The same as lines of NDJSON, each with its line feed: byte for byte a function of plan and slice. */
export function* intentLog(plan: FleetPlan, profiles: ProfileSet, slice: Slice): Generator<string> {
  for (const intent of intentsOf(createCourses(plan, profiles, slice))) yield intentLine(intent);
}

export const intentLine = ({ at, device, kind, stage }: Intent): string =>
  `{"at":${at},"device":${device},"kind":"${kind}","stage":${stage}}\n`;
