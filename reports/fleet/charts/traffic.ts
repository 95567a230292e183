import type { Markup } from '../../html/markup.ts';
import { number, percentage } from '../wording.ts';
import { chartFigure } from './chart.ts';
import { axisFor, type Course, layerOf, rateText } from './over-time.ts';

/** Requests and errors. */
export function trafficChart(course: Course): Markup {
  const layers = [
    layerOf(course, { name: 'Requests', kind: 'line', look: 1 }, ({ requests, seconds }) => requests / seconds),
    layerOf(course, { name: 'Errors', kind: 'area', look: 3 }, ({ errors, seconds }) => errors / seconds),
  ];
  const requests = course.intervals.reduce((total, interval) => total + interval.requests, 0);
  const errors = course.intervals.reduce((total, interval) => total + interval.errors, 0);
  return chartFigure({
    id: 'fleet-traffic',
    title: 'Requests and errors',
    description: `${percentage(errors, requests)} of ${number(requests)} requests ended in an error.`,
    x: course.x,
    y: axisFor(layers, 'A second', rateText),
    layers,
    marks: course.marks,
    table: {
      columns: ['Until', 'Requests', 'Errors'],
      rows: course.intervals.map((interval, index) => [
        course.names[index] ?? '',
        String(interval.requests),
        String(interval.errors),
      ]),
    },
  });
}
