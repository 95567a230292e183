import { readLatencies } from '../../simulator/fleet/metrics/latencies.ts';
import type { Measurements } from '../../simulator/fleet/metrics/report.ts';

/** Counts by where they stand: `operations.poll.outcomes.304`. */
export type CountsByPath = Readonly<Record<string, number>>;

/** No sums: when the last ended, the longest, the busiest, and what threads of one process share. */
const NO_SUMS = new Set(['endedAtMs', 'intervalMs', 'latenessMaxUs', 'busiest', 'peakRssBytes']);
/** Kept as examples, up to a number of them. */
const EXAMPLES = new Set(['violations', 'incidents', 'slice', 'slices', 'lost']);
const HISTOGRAMS = new Set(['service', 'response', 'lateness', 'loopDelay', 'polls']);

/** Everything in a report that a fleet has as many of as its shards together, and how many entries its histograms have. */
export const countsIn = (report: Measurements): CountsByPath => Object.fromEntries(countsAt(report, ''));

function* countsAt(value: object, path: string): Iterable<readonly [string, number]> {
  for (const [name, member] of Object.entries(value)) {
    if (NO_SUMS.has(name) || EXAMPLES.has(name)) continue;
    const at = path === '' ? name : `${path}.${name}`;
    if (typeof member === 'number') yield [at, member];
    else if (typeof member === 'string' && HISTOGRAMS.has(name))
      yield [at, member === '' ? 0 : readLatencies(member).count];
    else if (typeof member === 'object' && member !== null) yield* countsAt(member, at);
  }
}

export function sumOf(parts: readonly CountsByPath[]): CountsByPath {
  const total: Record<string, number> = {};
  for (const part of parts) for (const [path, count] of Object.entries(part)) total[path] = (total[path] ?? 0) + count;
  return total;
}
