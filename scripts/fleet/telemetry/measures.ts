import { OPERATIONS } from '../../../simulator/fleet/judging/judge.ts';
import { DEVICE_STANDINGS } from '../../../simulator/fleet/metrics/report.ts';
import type { SliceProgress } from '../../../simulator/fleet/shard/slice-options.ts';
import type { Percentiles } from '../live/view.ts';

/** A run as others' dashboards see it: the same table is served as OpenMetrics and sent as OTLP. */
export interface Measure {
  /** Without the suffix that a format adds for its kind; dots stand where OTLP has them. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  /** UCUM, as OTLP has it; empty for none. */
  readonly unit: '' | 's';
  readonly help: string;
  /** Names of the labels of its samples. */
  readonly labels: readonly string[];
  readonly read: (progress: SliceProgress, percentiles: ReadPercentiles) => readonly Sample[];
}

export interface Sample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** Reads an encoded histogram of microseconds; null where it is empty. */
export type ReadPercentiles = (encoded: string) => Percentiles | null;

const QUANTILES = [
  ['0.5', 'p50'],
  ['0.9', 'p90'],
  ['0.99', 'p99'],
  ['1', 'max'],
] as const;

const plain = (value: number): readonly Sample[] => [{ value, labels: {} }];

const quantiles = (found: Percentiles | null): readonly Sample[] =>
  found ? QUANTILES.map(([quantile, name]) => ({ value: found[name] / 1e6, labels: { quantile } })) : [];

export const MEASURES: readonly Measure[] = [
  {
    name: 'waspect.fleet.requests',
    kind: 'counter',
    unit: '',
    help: 'Requests that were answered or failed, by what they were for and what came of them',
    labels: ['operation', 'outcome'],
    read: ({ operations }) =>
      OPERATIONS.flatMap((operation) =>
        Object.entries(operations[operation]?.outcomes ?? {}).map(([outcome, value]) => ({
          value,
          labels: { operation, outcome },
        })),
      ),
  },
  {
    name: 'waspect.fleet.request.errors',
    kind: 'counter',
    unit: '',
    help: 'Proper requests that did not succeed',
    labels: ['operation'],
    read: ({ operations }) =>
      OPERATIONS.flatMap((operation) => {
        const report = operations[operation];
        return report ? [{ value: report.errors, labels: { operation } }] : [];
      }),
  },
  {
    name: 'waspect.fleet.poll.response',
    kind: 'gauge',
    unit: 's',
    help: 'Response time of polls since the start of the run, from the intended start',
    labels: ['quantile'],
    read: ({ polls }, percentiles) => quantiles(percentiles(polls.response)),
  },
  {
    name: 'waspect.fleet.lateness',
    kind: 'gauge',
    unit: 's',
    help: 'How late the generator itself began what was intended',
    labels: ['quantile'],
    read: ({ generator }, percentiles) => quantiles(percentiles(generator.lateness)),
  },
  {
    name: 'waspect.fleet.dropped',
    kind: 'counter',
    unit: '',
    help: 'What the generator itself could not begin',
    labels: [],
    read: ({ generator }) => plain(generator.dropped),
  },
  {
    name: 'waspect.fleet.devices',
    kind: 'gauge',
    unit: '',
    help: 'Devices by state',
    labels: ['state'],
    read: ({ states }) => DEVICE_STANDINGS.map((state) => ({ value: states[state], labels: { state } })),
  },
  {
    name: 'waspect.fleet.arrivals',
    kind: 'counter',
    unit: '',
    help: 'Devices that have arrived',
    labels: [],
    read: ({ arrived }) => plain(arrived),
  },
  {
    name: 'waspect.fleet.arrivals.planned',
    kind: 'counter',
    unit: '',
    help: 'Devices that should have arrived by now',
    labels: [],
    read: ({ arrivalsPlanned }) => plain(arrivalsPlanned),
  },
  {
    name: 'waspect.fleet.judged',
    kind: 'counter',
    unit: '',
    help: 'Exchanges that the oracles have judged',
    labels: [],
    read: ({ judged }) => plain(judged),
  },
  {
    name: 'waspect.fleet.violations',
    kind: 'counter',
    unit: '',
    help: 'Breaches of a requirement that they found',
    labels: [],
    read: ({ violations }) => plain(violations),
  },
];
