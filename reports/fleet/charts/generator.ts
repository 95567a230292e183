import type { Markup } from '../../html/markup.ts';
import { readLatencies, timeText } from '../latencies.ts';
import type { FleetReport } from '../model.ts';
import { number } from '../wording.ts';
import { linearAxis, logAxis } from './axis.ts';
import { chartFigure } from './chart.ts';
import { type Course, greatest, layerOf } from './over-time.ts';

/** How well we kept to the plan ourselves. */
export function latenessChart(course: Course, { generator }: FleetReport): Markup {
  const layers = [
    layerOf(
      course,
      { name: 'Latest intent of the interval', kind: 'line', look: 1 },
      ({ latenessMaxUs }) => latenessMaxUs,
    ),
  ];
  const { intended, dropped } = generator;
  return chartFigure({
    id: 'fleet-lateness',
    title: 'Lateness of the generator',
    description: `99 % of the intents were begun within ${timeText(readLatencies(generator.lateness).at(99))} of their time; ${number(dropped)} of ${number(intended)} could not be begun by us.`,
    x: course.x,
    y: logAxis(10, Math.max(1_000, greatest(layers)), 'Begun late by', timeText),
    layers,
    marks: course.marks,
    table: {
      columns: ['Until', 'Latest', 'Dropped'],
      rows: course.intervals.map(({ latenessMaxUs, dropped: lost }, index) => [
        course.names[index] ?? '',
        timeText(latenessMaxUs),
        String(lost),
      ]),
    },
  });
}

export function busynessChart(course: Course, { generator }: FleetReport): Markup {
  const share = (value: number): string => `${Math.round(value * 100)} %`;
  const layers = [layerOf(course, { name: 'Busiest thread', kind: 'area', look: 6 }, ({ busiest }) => busiest)];
  return chartFigure({
    id: 'fleet-busyness',
    title: 'Processor time of the generator',
    description: `Of the thread that had least to spare, as a share of the interval; all threads together took ${number(generator.cpuMs)} ms.`,
    x: course.x,
    y: linearAxis(1, 'Of one processor', share),
    layers,
    marks: course.marks,
    table: {
      columns: ['Until', 'Busiest thread'],
      rows: course.intervals.map(({ busiest }, index) => [course.names[index] ?? '', share(busiest)]),
    },
  });
}
