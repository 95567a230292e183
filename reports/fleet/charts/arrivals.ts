import type { Markup } from '../../html/markup.ts';
import { number } from '../wording.ts';
import { chartFigure } from './chart.ts';
import { axisFor, type Course, layerOf, rateText } from './over-time.ts';

/** Devices that came into being: as the plan has it, and as it was. */
export function arrivalsChart(course: Course): Markup {
  const layers = [
    layerOf(
      course,
      { name: 'Planned', kind: 'area', look: 6 },
      ({ arrivalsPlanned, seconds }) => arrivalsPlanned / seconds,
    ),
    layerOf(course, { name: 'Begun', kind: 'line', look: 1 }, ({ arrivals, seconds }) => arrivals / seconds),
  ];
  const sum = (key: 'arrivalsPlanned' | 'arrivals') =>
    course.intervals.reduce((total, interval) => total + interval[key], 0);
  return chartFigure({
    id: 'fleet-arrivals',
    title: 'Arrivals',
    description: `${number(sum('arrivalsPlanned'))} arrivals fell due, ${number(sum('arrivals'))} were begun. Where the line leaves the area, devices came earlier or later than planned.`,
    x: course.x,
    y: axisFor(layers, 'Devices a second', rateText),
    layers,
    marks: course.marks,
    table: {
      columns: ['Until', 'Planned', 'Begun'],
      rows: course.intervals.map(({ arrivalsPlanned, arrivals }, index) => [
        course.names[index] ?? '',
        String(arrivalsPlanned),
        String(arrivals),
      ]),
    },
  });
}
