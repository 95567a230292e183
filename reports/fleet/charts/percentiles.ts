import type { Markup } from '../../html/markup.ts';
import { readLatencies, timeText } from '../latencies.ts';
import { logAxis } from './axis.ts';
import { chartFigure, emptyFigure, type Layer } from './chart.ts';
import { type Course, greatest, layerOf } from './over-time.ts';

const TITLE = 'Response times of polls over time';

const LINES = [
  { name: 'max', look: 3, of: 100 },
  { name: 'p99', look: 4, of: 99 },
  { name: 'p90', look: 5, of: 90 },
  { name: 'p50', look: 1, of: 50 },
] as const;

/** How long devices had to wait for the answer to a poll, from when it was due. */
export function percentilesChart(course: Course): Markup {
  const read = new Map(course.intervals.map((interval) => [interval, readLatencies(interval.polls)]));
  const layers = LINES.map(
    ({ name, look, of }): Layer =>
      layerOf(course, { name, kind: 'line', look }, (interval) => {
        const latencies = read.get(interval);
        return latencies === undefined || latencies.count === 0 ? null : latencies.at(of);
      }),
  );
  const values = layers.flatMap(({ points }) => points.flatMap((point) => (point === null ? [] : point.y)));
  if (values.length === 0) return emptyFigure(TITLE, 'No poll was answered.');
  const most = greatest(layers);
  return chartFigure({
    id: 'fleet-percentiles',
    title: TITLE,
    description: `From the time a poll was due until its answer had come, on a logarithmic scale; the longest took ${timeText(most)}.`,
    x: course.x,
    y: logAxis(
      values.reduce((a, b) => Math.min(a, b)),
      most,
      'Response time',
      timeText,
    ),
    layers,
    marks: course.marks,
    table: {
      columns: ['Until', 'Polls', ...LINES.map(({ name }) => name)],
      rows: [...read.values()].map((latencies, index) => [
        course.names[index] ?? '',
        String(latencies.count),
        ...LINES.map(({ of }) => (latencies.count === 0 ? '' : timeText(latencies.at(of)))),
      ]),
    },
  });
}
