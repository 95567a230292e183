import { OPERATIONS } from '../judging/judge.ts';
import type { SliceProgress } from '../shard/slice-options.ts';
import { keptIncidents, keptViolations } from './findings.ts';
import type { Kept } from './kept.ts';
import { addHistograms } from './latencies.ts';
import { addStandings, mergeCourses } from './merge-courses.ts';
import { MetricsError } from './metrics-error.ts';
import type {
  Counts,
  GeneratorReport,
  LatencyReport,
  Measurements,
  MergedReport,
  OperationReport,
  SliceName,
  SliceReport,
} from './report.ts';
import { allOf, missing, overlapping, sliceOrder } from './slices.ts';

/**
 * Adds up what slices have measured: what comes out is what one slice would have measured alone, in whatever order and
 * grouping. `of` is into how many slices the fleet was cut; those without a report are named in `lost`.
 * Throws SLICES_DO_NOT_FIT where reports overlap or are of different runs.
 */
export function mergeReports(reports: readonly (SliceReport | MergedReport)[], of?: number): MergedReport {
  const slices = reports.flatMap(slicesOf).toSorted(sliceOrder);
  const twice = overlapping(slices);
  if (twice.length > 0)
    throw new MetricsError('SLICES_DO_NOT_FIT', `two reports of ${twice.map(words).join(', ')}; give each slice once`);
  const wanted = of === undefined ? reports.flatMap((report) => ('lost' in report ? report.lost : [])) : allOf(of);
  return { schema: 'waspect/fleet-report/v1', slices, lost: missing(wanted, slices), ...addUp(reports) };
}

function addUp(reports: readonly Measurements[]): Measurements {
  const violations = keptViolations();
  const incidents = keptIncidents();
  for (const report of reports) {
    keepAll(violations, report.violations, report.violationCounts);
    keepAll(incidents, report.incidents, report.incidentCounts);
  }
  const intervalMs = sameInterval(reports);
  return {
    devices: sum(reports, ({ devices }) => devices),
    started: reports.map(({ started }) => started).toSorted()[0] ?? NEVER,
    endedAtMs: Math.max(0, ...reports.map(({ endedAtMs }) => endedAtMs)),
    operations: mergeOperations(reports.map(({ operations }) => operations)),
    polls: mergeLatencies(reports.map(({ polls }) => polls)),
    arrivals: mergeLatencies(reports.map(({ arrivals }) => arrivals)),
    generator: mergeGenerators(reports.map(({ generator }) => generator)),
    course: mergeCourses(reports.map(({ course }) => course)),
    intervalMs,
    violations: violations.items(),
    violationCounts: violations.beyond(),
    judged: sum(reports, ({ judged }) => judged),
    judgedRequirements: addCounts(reports.map(({ judgedRequirements }) => judgedRequirements)),
    incidents: incidents.items(),
    incidentCounts: incidents.beyond(),
  };
}

/** How several slices are getting on, as if they were one. */
export function mergeProgress(parts: readonly SliceProgress[]): SliceProgress {
  const incidents = keptIncidents();
  for (const part of parts) for (const incident of part.incidents) incidents.offer(incident);
  return {
    at: Math.max(0, ...parts.map(({ at }) => at)),
    operations: mergeOperations(parts.map(({ operations }) => operations)),
    generator: mergeGenerators(parts.map(({ generator }) => generator)),
    incidents: incidents.items(),
    judged: sum(parts, ({ judged }) => judged),
    states: addStandings(parts.map(({ states }) => states)),
    polls: mergeLatencies(parts.map(({ polls }) => polls)),
    violations: sum(parts, ({ violations }) => violations),
    arrivalsPlanned: sum(parts, ({ arrivalsPlanned }) => arrivalsPlanned),
    arrived: sum(parts, ({ arrived }) => arrived),
  };
}

/** A run of which nothing has come back has no start. */
const NEVER = new Date(0).toISOString();

function mergeOperations(parts: readonly Measurements['operations'][]): Measurements['operations'] {
  const merged = OPERATIONS.map((operation) => {
    const reports = parts.flatMap((part) => part[operation] ?? []);
    return [operation, mergeOperation(reports)] as const;
  });
  return Object.fromEntries(merged.filter(([, { count }]) => count > 0));
}

function mergeOperation(reports: readonly OperationReport[]): OperationReport {
  return {
    count: sum(reports, ({ count }) => count),
    service: addHistograms(reports.map(({ service }) => service)),
    outcomes: addCounts(reports.map(({ outcomes }) => outcomes)),
    errors: sum(reports, ({ errors }) => errors),
  };
}

function mergeLatencies(reports: readonly LatencyReport[]): LatencyReport {
  return {
    count: sum(reports, ({ count }) => count),
    response: addHistograms(reports.map(({ response }) => response)),
  };
}

function mergeGenerators(reports: readonly GeneratorReport[]): GeneratorReport {
  return {
    intended: sum(reports, ({ intended }) => intended),
    begun: sum(reports, ({ begun }) => begun),
    held: sum(reports, ({ held }) => held),
    dropped: sum(reports, ({ dropped }) => dropped),
    lateness: addHistograms(reports.map(({ lateness }) => lateness)),
    loopDelay: addHistograms(reports.map(({ loopDelay }) => loopDelay)),
    cpuMs: sum(reports, ({ cpuMs }) => cpuMs),
    peakRssBytes: combineCounts(
      reports.map(({ peakRssBytes }) => peakRssBytes),
      Math.max,
    ),
  };
}

function sameInterval(reports: readonly Measurements[]): number {
  const intervals = [...new Set(reports.map(({ intervalMs }) => intervalMs))];
  const [interval = 0, other] = intervals;
  if (other === undefined) return interval;
  throw new MetricsError('SLICES_DO_NOT_FIT', `intervals of ${intervals.join(' and ')} ms; merge slices of one run`);
}

function keepAll<T>(kept: Kept<T>, items: readonly T[], beyond: Counts): void {
  for (const item of items) kept.offer(item);
  for (const [kind, count] of Object.entries(beyond)) kept.countBeyond(kind, count);
}

function addCounts(all: readonly Counts[]): Counts {
  return combineCounts(all, (a, b) => a + b);
}

function combineCounts(all: readonly Counts[], combine: (a: number, b: number) => number): Counts {
  const combined = new Map<string, number>();
  for (const [name, value] of all.flatMap((counts) => Object.entries(counts))) {
    combined.set(name, combine(combined.get(name) ?? 0, value));
  }
  return Object.fromEntries([...combined].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

function slicesOf(report: SliceReport | MergedReport): readonly SliceName[] {
  return 'slices' in report ? report.slices : [report.slice];
}

const words = ({ index, of }: SliceName): string => `slice ${index} of ${of}`;
