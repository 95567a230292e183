import { addHistograms } from './latencies.ts';
import { DEVICE_STANDINGS, type IntervalReport } from './report.ts';

type Course = readonly IntervalReport[];

/** Interval by interval. The devices of a slice that ended earlier stay as they were. */
export function mergeCourses(courses: readonly Course[]): Course {
  const length = Math.max(0, ...courses.map((course) => course.length));
  return Array.from({ length }, (_, index) =>
    mergeIntervals(courses.map((course) => course[index] ?? afterEnd(course))),
  );
}

function afterEnd(course: Course): IntervalReport {
  return { ...NOTHING, states: course.at(-1)?.states ?? NOTHING.states };
}

const NOTHING: IntervalReport = {
  arrivalsPlanned: 0,
  arrivals: 0,
  requests: 0,
  errors: 0,
  polls: addHistograms([]),
  states: { waiting: 0, arriving: 0, idle: 0, working: 0, 'backing-off': 0, off: 0 },
  dropped: 0,
  latenessMaxUs: 0,
  busiest: 0,
};

function mergeIntervals(intervals: Course): IntervalReport {
  const merged = { ...NOTHING };
  for (const interval of intervals) {
    merged.arrivalsPlanned += interval.arrivalsPlanned;
    merged.arrivals += interval.arrivals;
    merged.requests += interval.requests;
    merged.errors += interval.errors;
    merged.dropped += interval.dropped;
    merged.latenessMaxUs = Math.max(merged.latenessMaxUs, interval.latenessMaxUs);
    merged.busiest = Math.max(merged.busiest, interval.busiest);
  }
  const states = addStandings(intervals.map((interval) => interval.states));
  return { ...merged, states, polls: addHistograms(intervals.map(({ polls }) => polls)) };
}

/** How many devices are in each state, all together. */
export function addStandings(all: readonly IntervalReport['states'][]): IntervalReport['states'] {
  const sum = { ...NOTHING.states };
  for (const states of all) for (const standing of DEVICE_STANDINGS) sum[standing] += states[standing];
  return sum;
}
