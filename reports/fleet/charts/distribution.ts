import type { Markup } from '../../html/markup.ts';
import { type Latencies, readLatencies, timeText } from '../latencies.ts';
import type { FleetReport } from '../model.ts';
import { logAxis, percentileAxis } from './axis.ts';
import { chartFigure, emptyFigure, type Layer } from './chart.ts';
import { greatest } from './over-time.ts';

const TITLE = 'Distribution of the latencies of polls';

/** Between two halvings of what is left above. */
const POINTS_PER_HALVING = 4;

const NAMED = [50, 75, 90, 95, 99, 99.9, 99.99, 99.999];

/** Service and response time beside each other: where they part, devices waited for more than their own exchange. */
export function distributionChart({ polls, operations }: FleetReport): Markup {
  const response = readLatencies(polls.response);
  const service = readLatencies(operations['poll']?.service ?? '');
  if (response.count === 0 || service.count === 0) return emptyFigure(TITLE, 'No poll was answered.');
  const layers: readonly Layer[] = [
    { name: 'Response time, since the poll was due', kind: 'line', look: 4, points: curve(response) },
    { name: 'Service time, of the exchange alone', kind: 'line', look: 1, points: curve(service) },
  ];
  const named = NAMED.filter((percent) => response.count * (1 - percent / 100) >= 1);
  return chartFigure({
    id: 'fleet-distribution',
    title: TITLE,
    description: `99 % of the polls were answered within ${timeText(response.at(99))} of the time they were due; 99 % of their exchanges took no longer than ${timeText(service.at(99))}. Where the lines part, devices waited for more than their own exchange.`,
    x: percentileAxis(response.count),
    y: logAxis(Math.min(service.at(0), response.at(0)), greatest(layers), 'Latency', timeText),
    layers,
    marks: [],
    table: {
      columns: ['Share', 'Response time', 'Service time'],
      rows: [...named, 100].map((percent) => [
        `${percent} %`,
        timeText(response.at(percent)),
        timeText(service.at(percent)),
      ]),
    },
  });
}

function curve(latencies: Latencies): Layer['points'] {
  const halvings = Math.max(1, Math.ceil(Math.log2(latencies.count)));
  const shares = Array.from(
    { length: halvings * POINTS_PER_HALVING + 1 },
    (_, index) => 2 ** (-index / POINTS_PER_HALVING),
  );
  return shares.map((above) => {
    const percent = 100 * (1 - above);
    return { x: percent, y: latencies.at(percent) };
  });
}
