import { OPERATIONS } from '../judging/judge.ts';
import { amount } from './amounts.ts';
import { readLatencies } from './latencies.ts';
import type { Comparison, LatencyMeasure, Measure, Objective } from './objective.ts';
import type { EncodedHistogram, LatencyReport, Measurements, OperationReport } from './report.ts';

/** `met` and `value` are null where there was nothing to measure: then it is neither met nor missed. */
export interface Evaluation {
  readonly met: boolean | null;
  /** In the unit of the objective's bound. */
  readonly value: number | null;
  readonly words: string;
}

/** What came of the operator's changes. */
export interface ChangesReport {
  readonly adoption: LatencyReport;
  /** Changes that were still to be carried out when the run ended. */
  readonly unadopted: number;
  /** Faults found in the WFM's records rather than in an exchange. */
  readonly findings: number;
}

/** `changes` is null where the fleet has no operator. */
export function evaluate(objective: Objective, report: Measurements, changes: ChangesReport | null): Evaluation {
  const { measure, comparison, bound } = objective;
  const value = measured(measure, report, changes);
  if (value === null) return { met: null, value: null, words: `${WITHOUT[measure.kind]}, so it cannot be said.` };
  const met = HOLDS[comparison](value, bound);
  const found = `${subject(measure)} ${isPlural(measure) ? 'were' : 'was'} ${amount(measure.kind, value)}`;
  const asked = `${COMPARED[comparison]} ${amount(measure.kind, bound)}`;
  return { met, value, words: `${found}; ${met ? 'asked for is' : 'it should be'} ${asked}.` };
}

/** What it asks for, as a sentence: `p99 of the response times of poll requests is less than 250 ms`. */
export function objectiveWords({ measure, comparison, bound }: Objective): string {
  return `${subject(measure)} ${isPlural(measure) ? 'are' : 'is'} ${COMPARED[comparison]} ${amount(measure.kind, bound)}`;
}

const HOLDS: Readonly<Record<Comparison, (value: number, bound: number) => boolean>> = {
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '=': (value, bound) => value === bound,
  '>=': (value, bound) => value >= bound,
  '>': (value, bound) => value > bound,
};

const COMPARED: Readonly<Record<Comparison, string>> = {
  '<': 'less than',
  '<=': 'at most',
  '=': 'exactly',
  '>=': 'at least',
  '>': 'more than',
};

const WITHOUT: Readonly<Record<Measure['kind'], string>> = {
  latency: 'Nothing of the kind happened in this run',
  errors: 'No such request was made in this run',
  throughput: 'No such request was made in this run',
  violations: 'No exchange of this run was judged',
  unadopted: 'Nothing was assigned or changed in this run',
};

function measured(measure: Measure, report: Measurements, changes: ChangesReport | null): number | null {
  switch (measure.kind) {
    case 'latency':
      return statistic(measure, histogramOf(measure, report, changes));
    case 'errors':
    case 'throughput': {
      const used = OPERATIONS.filter((operation) => measure.of === null || operation === measure.of);
      const reports = used.flatMap((operation) => report.operations[operation] ?? []);
      const requests = sum(reports, ({ count }) => count);
      if (requests === 0 || report.endedAtMs === 0) return null;
      if (measure.kind === 'errors') return sum(reports, ({ errors }) => errors) / requests;
      return requests / (report.endedAtMs / 1000);
    }
    case 'violations': {
      if (report.judged === 0) return null;
      const beyond = Object.values(report.violationCounts).reduce((total, count) => total + count, 0);
      return report.violations.length + beyond + (changes?.findings ?? 0);
    }
    case 'unadopted': {
      const due = changes === null ? 0 : changes.adoption.count + changes.unadopted;
      return changes === null || due === 0 ? null : changes.unadopted / due;
    }
  }
}

function histogramOf(
  { of, time }: LatencyMeasure,
  report: Measurements,
  changes: ChangesReport | null,
): EncodedHistogram | null {
  if (of === 'arrival') return report.arrivals.response;
  if (of === 'adoption') return changes?.adoption.response ?? null;
  return time === 'response' ? report.polls.response : (report.operations[of]?.service ?? null);
}

function statistic({ statistic: wanted }: LatencyMeasure, encoded: EncodedHistogram | null): number | null {
  if (encoded === null) return null;
  const latencies = readLatencies(encoded);
  if (latencies.count === 0) return null;
  return typeof wanted === 'number' ? latencies.at(wanted) : latencies[wanted];
}

/** What a measure measures, as the beginning of a sentence. */
function subject(measure: Measure): string {
  switch (measure.kind) {
    case 'latency':
      return `${statisticWords(measure)} of the ${measure.time} times of ${timedWords(measure.of)}`;
    case 'errors':
      return `Errors, of ${measure.of === null ? 'all' : measure.of} requests,`;
    case 'throughput':
      return `Throughput of ${measure.of === null ? 'all' : measure.of} requests`;
    case 'violations':
      return 'Violations found';
    case 'unadopted':
      return 'Changes that were never carried out';
  }
}

function timedWords(of: LatencyMeasure['of']): string {
  if (of === 'arrival') return 'arrivals';
  return of === 'adoption' ? 'changes until they were carried out' : `${of} requests`;
}

function statisticWords({ statistic: wanted }: LatencyMeasure): string {
  if (typeof wanted === 'number') return `p${wanted}`;
  return { min: 'The least', mean: 'The mean', max: 'The greatest' }[wanted];
}

function isPlural({ kind }: Measure): boolean {
  return kind === 'errors' || kind === 'violations' || kind === 'unadopted';
}

function sum(reports: readonly OperationReport[], value: (report: OperationReport) => number): number {
  return reports.reduce((total, report) => total + value(report), 0);
}
