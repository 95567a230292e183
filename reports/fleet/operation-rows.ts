import { type Latencies, readLatencies, timeText } from './latencies.ts';
import type { FleetReport } from './model.ts';
import { number, percentage } from './wording.ts';

/** A line of the table of latencies. */
export interface OperationRow {
  readonly name: string;
  readonly count: string;
  /** Empty where it is said in another row. */
  readonly errors: string;
  /** In the order of STATISTIC_NAMES. */
  readonly times: readonly string[];
  /** `200: 12, TIMED_OUT: 3`; empty where it is said in another row. */
  readonly outcomes: string;
}

export const STATISTIC_NAMES = ['mean', 'p50', 'p90', 'p99', 'p99.9', 'max'] as const;

/** Response times first: they are what a device had to wait. */
export function operationRows({ operations, polls, arrivals }: FleetReport): readonly OperationRow[] {
  const waits = [
    { name: 'arrival until first pass', of: arrivals },
    { name: 'poll since it was due', of: polls },
  ].filter(({ of }) => of.count > 0);
  return [
    ...waits.map(({ name, of: { count, response } }) => ({
      name,
      count: number(count),
      errors: '',
      times: timesOf(readLatencies(response)),
      outcomes: '',
    })),
    ...Object.entries(operations).map(([name, { count, errors, service, outcomes }]) => ({
      name,
      count: number(count),
      errors: percentage(errors, count),
      times: timesOf(readLatencies(service)),
      outcomes: Object.entries(outcomes)
        .map(([outcome, times]) => `${outcome}: ${number(times)}`)
        .join(', '),
    })),
  ];
}

function timesOf(latencies: Latencies): readonly string[] {
  const { mean, max } = latencies;
  return [mean, ...[50, 90, 99, 99.9].map((percent) => latencies.at(percent)), max].map(timeText);
}
