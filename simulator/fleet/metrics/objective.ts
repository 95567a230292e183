import { nearest } from '../../errors/nearest.ts';
import { OPERATIONS, type Operation } from '../judging/judge.ts';
import { MetricsError } from './metrics-error.ts';

/** A service-level objective: `poll.p99<250ms`, `errors<=0.1%`, `throughput>100/s`, `violations=0`. */
export interface Objective {
  /** As written, without blanks. */
  readonly text: string;
  readonly measure: Measure;
  readonly comparison: Comparison;
  /** Microseconds, a share in [0, 1], a second, or a number. */
  readonly bound: number;
}

export type Measure =
  | LatencyMeasure
  /** Of the requests; of all operations where it is null. */
  | { readonly kind: 'errors' | 'throughput'; readonly of: Operation | null }
  /** Of the operator's changes: those that no device had carried out when the run ended. */
  | { readonly kind: 'violations' | 'unadopted' };

export interface LatencyMeasure {
  readonly kind: 'latency';
  /** `adoption`: from the WFM's answer to a change until the device has carried it out. */
  readonly of: Operation | 'arrival' | 'adoption';
  /** `response`: from the intended start, which polls, arrivals and changes have; `service`: of the exchange alone. */
  readonly time: 'response' | 'service';
  readonly statistic: Statistic;
}

/** A percentile in (0, 100), or one of the whole. */
export type Statistic = number | 'min' | 'mean' | 'max';

const COMPARISONS = ['<=', '>=', '<', '>', '='] as const;

export type Comparison = (typeof COMPARISONS)[number];

const UNITS: Readonly<Record<Measure['kind'], ReadonlyMap<string, number>>> = {
  latency: new Map([
    ['us', 1],
    ['µs', 1],
    ['μs', 1],
    ['ms', 1_000],
    ['s', 1_000_000],
  ]),
  errors: new Map([['%', 0.01]]),
  throughput: new Map([['/s', 1]]),
  violations: new Map([['', 1]]),
  unadopted: new Map([['%', 0.01]]),
};

const NEEDED: Readonly<Record<Measure['kind'], string>> = {
  latency: 'a time in us, ms or s (poll.p99<250ms)',
  errors: 'a share in % (errors<0.1%)',
  throughput: 'a rate in /s (throughput>100/s)',
  violations: 'a number without a unit (violations=0)',
  unadopted: 'a share in % (unadopted<5%)',
};

/** What is no single request. */
const WAITS = ['arrival', 'adoption'] as const;

type Wait = (typeof WAITS)[number];

const isWait = (of: LatencyMeasure['of']): of is Wait => WAITS.some((each) => each === of);

const SHAPE = /^(?<measure>[^<>=]+)(?<comparison>[<>]=?|=)(?<number>\d+(?:\.\d+)?)(?<unit>\D*)$/u;
const MEASURE =
  /^(?:(?<of>[a-z]+)\.)?(?<service>service\.)?(?:p(?<percent>\d{1,2}(?:\.\d{1,3})?)|(?<whole>min|mean|max)|(?<counted>errors|throughput|violations|unadopted))$/;

/** Throws OBJECTIVE_INVALID, which says what is legal. */
export function parseObjective(written: string): Objective {
  const text = written.replaceAll(/\s+/gu, '');
  const parts = SHAPE.exec(text)?.groups;
  const comparison = COMPARISONS.find((sign) => sign === parts?.['comparison']);
  if (parts === undefined || comparison === undefined) {
    throw invalid(
      written,
      'an objective is a measure, a comparison (<, <=, =, >=, >) and a bound, as in poll.p99<250ms',
    );
  }
  const measure = parseMeasure(written, parts['measure'] ?? '');
  const unit = UNITS[measure.kind].get(parts['unit'] ?? '');
  if (unit === undefined) throw invalid(written, `the bound has to be ${NEEDED[measure.kind]}`);
  if (measure.kind === 'latency' && comparison === '=') {
    throw invalid(written, 'a time is hardly ever equal to another; compare it with < or <=');
  }
  return { text, measure, comparison, bound: Number(parts['number']) * unit };
}

function parseMeasure(written: string, name: string): Measure {
  const parts = MEASURE.exec(name)?.groups;
  const of = parts?.['of'];
  const operation = OPERATIONS.find((each) => each === of) ?? WAITS.find((each) => each === of) ?? null;
  const isKnown = parts !== undefined && (of === undefined || operation !== null);
  const measure = isKnown ? measureOf(parts, operation) : null;
  if (measure !== null) return measure;
  const near = nearest(name, NAMES);
  throw invalid(
    written,
    `no measure is called ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${near}?`} ${LEGAL}`,
  );
}

function measureOf(parts: Readonly<Record<string, string>>, of: LatencyMeasure['of'] | null): Measure | null {
  const { percent, whole, counted, service } = parts;
  if (counted === undefined) {
    if (of === null || (isWait(of) && service !== undefined) || percent === '0') return null;
    const hasResponse = of === 'poll' || isWait(of);
    const time = hasResponse && service === undefined ? 'response' : 'service';
    return { kind: 'latency', of, time, statistic: percent === undefined ? statisticOf(whole) : Number(percent) };
  }
  if (service !== undefined || (of !== null && isWait(of))) return null;
  if (counted === 'violations' || counted === 'unadopted') return of === null ? { kind: counted } : null;
  return { kind: counted === 'errors' ? 'errors' : 'throughput', of };
}

function statisticOf(whole: string | undefined): 'min' | 'mean' | 'max' {
  return whole === 'min' || whole === 'mean' ? whole : 'max';
}

const STATISTICS = ['p50', 'p90', 'p95', 'p99', 'p99.9', 'p99.99', 'p99.999', 'min', 'mean', 'max'];

/** What a mistyped one is likely to have meant. */
const NAMES: readonly string[] = [
  ...['errors', 'throughput', 'violations', 'unadopted'],
  ...OPERATIONS.flatMap((operation) => [`${operation}.errors`, `${operation}.throughput`]),
  ...[...OPERATIONS, ...WAITS].flatMap((of) => STATISTICS.map((statistic) => `${of}.${statistic}`)),
  ...OPERATIONS.flatMap((operation) => STATISTICS.map((statistic) => `${operation}.service.${statistic}`)),
];

const LEGAL =
  `Legal are errors, throughput, violations and unadopted; OPERATION.errors and OPERATION.throughput; ` +
  `arrival.STATISTIC, adoption.STATISTIC, OPERATION.STATISTIC and OPERATION.service.STATISTIC, with OPERATION one of ${OPERATIONS.join(', ')} and STATISTIC one of ` +
  'p1 to p99.999, min, mean, max';

function invalid(written: string, detail: string): MetricsError {
  return new MetricsError('OBJECTIVE_INVALID', `${JSON.stringify(written)}: ${detail}`);
}
