import { type Latencies, readLatencies, timeText } from './latencies.ts';
import type { FleetLatency, FleetOperatorResults, FleetResults } from './model.ts';
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

/** What devices had to wait first, then exchanges by what they were for, then what the operator did. */
export function operationRows({ report, operator }: FleetResults): readonly OperationRow[] {
  const { operations, polls, arrivals } = report;
  return [
    ...waitRows('arrival until first pass', arrivals),
    ...waitRows('poll since it was due', polls),
    ...Object.entries(operations).map(([name, { count, errors, service, outcomes }]) => ({
      name,
      count: number(count),
      errors: percentage(errors, count),
      times: timesOf(readLatencies(service)),
      outcomes: outcomeText(outcomes),
    })),
    ...(operator === undefined ? [] : operatorRows(operator)),
  ];
}

function operatorRows({ calls, adoption }: FleetOperatorResults): readonly OperationRow[] {
  const made = Object.entries(calls).filter(([, { intended }]) => intended > 0);
  return [
    ...made.map(([verb, { intended, service, outcomes }]) => ({
      name: `operator: ${verb}`,
      count: number(intended),
      errors: percentage(intended - (outcomes['done'] ?? 0), intended),
      times: timesOf(readLatencies(service.response)),
      outcomes: outcomeText(outcomes),
    })),
    ...waitRows('change until carried out', adoption),
  ];
}

function waitRows(name: string, { count, response }: FleetLatency): readonly OperationRow[] {
  if (count === 0) return [];
  return [{ name, count: number(count), errors: '', times: timesOf(readLatencies(response)), outcomes: '' }];
}

function outcomeText(outcomes: Readonly<Record<string, number>>): string {
  return Object.entries(outcomes)
    .map(([outcome, times]) => `${outcome}: ${number(times)}`)
    .join(', ');
}

function timesOf(latencies: Latencies): readonly string[] {
  const { mean, max } = latencies;
  return [mean, ...[50, 90, 99, 99.9].map((percent) => latencies.at(percent)), max].map(timeText);
}
