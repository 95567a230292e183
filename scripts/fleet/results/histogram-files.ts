import { percentileDistribution } from '../../../simulator/fleet/metrics/latencies.ts';
import type { MergedReport } from '../../../simulator/fleet/metrics/report.ts';

/** A file that plotters of HDR histograms read; values in milliseconds. */
export interface HistogramFile {
  readonly name: string;
  readonly text: string;
}

/** The distributions of a run: response times of polls and arrivals, service times of each operation, our own lateness. */
export function histogramFiles({ polls, arrivals, operations, generator }: MergedReport): readonly HistogramFile[] {
  const named: readonly (readonly [name: string, count: number, histogram: string])[] = [
    ['poll-response', polls.count, polls.response],
    ['arrival-response', arrivals.count, arrivals.response],
    ...Object.entries(operations).map(([name, { count, service }]) => [`${name}-service`, count, service] as const),
    ['lateness', generator.begun, generator.lateness],
  ];
  return named
    .filter(([, count]) => count > 0)
    .map(([name, , histogram]) => ({ name: `${name}.hgrm`, text: percentileDistribution(histogram) }));
}
