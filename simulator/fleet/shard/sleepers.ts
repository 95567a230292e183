import { createCourses } from '../courses/create-courses.ts';
import type { Courses } from '../courses/intent.ts';
import { rowsOf } from '../courses/slice.ts';
import { Stages } from '../devices/stages.ts';
import { Population } from '../population/population.ts';
import { TimerWheel } from '../wheel/timer-wheel.ts';
import type { SliceOptions } from './slice-options.ts';

/** All that there is of a slice's devices while none of them is awake. */
export interface Sleepers {
  readonly size: number;
  readonly courses: Courses;
  readonly population: Population;
  readonly stages: Stages;
  /** Of the devices' next intents; its second half is for pauses after a setback. */
  readonly wheel: TimerWheel;
}

/** The devices of a slice before anybody has arrived. */
export function sleepersOf({ plan, profiles, slice }: Pick<SliceOptions, 'plan' | 'profiles' | 'slice'>): Sleepers {
  const size = rowsOf(plan.devices, slice);
  const courses = createCourses(plan, profiles, slice);
  const population = new Population(size);
  const wheel = new TimerWheel(2 * size);
  for (let row = 0; row < size; row++) wheel.set(row, courses.at(row));
  return { size, courses, population, stages: new Stages(plan, courses, population), wheel };
}
