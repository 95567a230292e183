import type { Markup } from '../../html/markup.ts';
import { number } from '../wording.ts';
import { chartFigure, type Layer } from './chart.ts';
import { axisFor, type Course } from './over-time.ts';

/** From the bottom: what works, what is at rest, what is in trouble, what is not there. */
const STATES = [
  { state: 'working', name: 'At work', look: 1 },
  { state: 'arriving', name: 'Arriving', look: 5 },
  { state: 'idle', name: 'At rest', look: 2 },
  { state: 'backing-off', name: 'Backing off', look: 3 },
  { state: 'off', name: 'Off', look: 7 },
  { state: 'waiting', name: 'Not yet arrived', look: 6 },
] as const;

/** What the devices were at, stacked. */
export function statesChart(course: Course): Markup {
  const layers = STATES.map(({ name, look }, index): Layer => {
    const below = STATES.slice(0, index);
    const points = course.intervals.map(({ states, endMs }) => {
      const from = below.reduce((sum, { state }) => sum + (states[state] ?? 0), 0);
      return { x: endMs, from, y: from + (states[STATES[index]?.state ?? ''] ?? 0) };
    });
    return { name, kind: 'area', look, points };
  });
  const end = course.intervals.at(-1)?.states ?? {};
  return chartFigure({
    id: 'fleet-states',
    title: 'States of the devices',
    description: `At the end: ${STATES.map(({ state, name }) => `${name.toLowerCase()} ${number(end[state] ?? 0)}`).join(', ')}.`,
    x: course.x,
    y: axisFor(layers, 'Devices'),
    layers,
    marks: course.marks,
    table: {
      columns: ['At', ...STATES.map(({ name }) => name)],
      rows: course.intervals.map(({ states }, index) => [
        course.names[index] ?? '',
        ...STATES.map(({ state }) => number(states[state] ?? 0)),
      ]),
    },
  });
}
