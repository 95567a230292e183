import type { Finding, Operation } from '../judging/judge.ts';

/**
 * What a slice of a fleet has measured, as JSON: it crosses threads and machines. Reports of slices add up exactly:
 * counts are sums, histograms are merged bucket by bucket.
 */
export interface SliceReport extends Measurements {
  readonly schema: 'waspect/fleet-slice/v1';
  readonly slice: SliceName;
}

/** Several slices in one; adds up with others like a slice does. */
export interface MergedReport extends Measurements {
  readonly schema: 'waspect/fleet-report/v1';
  /** In it, by `of` and `index`. */
  readonly slices: readonly SliceName[];
  /** What no report has come of: the figures are without these devices. */
  readonly lost: readonly SliceName[];
}

/** The devices whose number leaves `index` when it is divided by `of`. */
export interface SliceName {
  readonly index: number;
  readonly of: number;
}

export interface Measurements {
  readonly devices: number;
  /** RFC 3339. */
  readonly started: string;
  /** Milliseconds from the start. */
  readonly endedAtMs: number;
  readonly operations: Readonly<Partial<Record<Operation, OperationReport>>>;
  /** From the intended start of a poll, or of an arrival until the device's first pass is done. */
  readonly polls: LatencyReport;
  readonly arrivals: LatencyReport;
  readonly generator: GeneratorReport;
  /** One entry for each interval of the run, in order; what comes after the last counts as in it. */
  readonly course: readonly IntervalReport[];
  readonly intervalMs: number;
  /** The first of each requirement, failures before warnings, then by time. */
  readonly violations: readonly ViolationReport[];
  /** Findings beyond those kept, by requirement. */
  readonly violationCounts: Counts;
  /** Exchanges that the oracles have judged. */
  readonly judged: number;
  /** How often each requirement was judged. */
  readonly judgedRequirements: Counts;
  /** What happened to the WFM or to us, and when: `WFM_UNREACHABLE`, `WORKER_DIED`, `LOG_FULL`. The first of each code. */
  readonly incidents: readonly Incident[];
  /** Incidents beyond those kept, by code. */
  readonly incidentCounts: Counts;
}

export type Counts = Readonly<Record<string, number>>;

export interface OperationReport {
  readonly count: number;
  /** Service time: from the first byte sent to the last received, in microseconds. */
  readonly service: EncodedHistogram;
  /** By status (`200`) or failure (`TIMED_OUT`). */
  readonly outcomes: Counts;
  /** Those of the outcomes that are errors: of a proper request, anything but what the revision lists for success. */
  readonly errors: number;
}

export interface LatencyReport {
  readonly count: number;
  readonly response: EncodedHistogram;
}

/** HDR histogram of microseconds, three digits, in the compressed V2 format, base64. */
export type EncodedHistogram = string;

/** How well we kept to the plan. */
export interface GeneratorReport {
  /** Intents that fell due. */
  readonly intended: number;
  readonly begun: number;
  /** Polls that fell due while their device was busy: the answer that comes next is theirs too. */
  readonly held: number;
  /** Intents that we ourselves could not begin (a bound of the plan, or no descriptor left). */
  readonly dropped: number;
  /** Of arrivals and polls, from the time intended to the time begun, where the device was free, in microseconds. */
  readonly lateness: EncodedHistogram;
  /** How much later than asked for the event loop came to a timer, in microseconds: answers wait as long to be read. */
  readonly loopDelay: EncodedHistogram;
  /** Of the threads, user and system, in whole milliseconds. */
  readonly cpuMs: number;
  /** Peak resident memory by process: several slices may be threads of one. */
  readonly peakRssBytes: Counts;
}

export interface IntervalReport {
  readonly arrivalsPlanned: number;
  readonly arrivals: number;
  readonly requests: number;
  readonly errors: number;
  /** Response times of polls answered in this interval. */
  readonly polls: EncodedHistogram;
  /** Devices by state at its end. */
  readonly states: Readonly<Record<DeviceStanding, number>>;
  readonly dropped: number;
  /** The latest that an intent was begun, in microseconds. */
  readonly latenessMaxUs: number;
  /** Share of the interval for which the busiest slice's thread was on a processor. */
  readonly busiest: number;
}

export const DEVICE_STANDINGS = ['waiting', 'arriving', 'idle', 'working', 'backing-off', 'off'] as const;

export type DeviceStanding = (typeof DEVICE_STANDINGS)[number];

export interface ViolationReport extends Finding {
  readonly device: number;
  readonly clientId: string;
  /** Microseconds from the start. */
  readonly at: number;
  readonly operation: Operation;
  /** The exchange as reports have it (`RecordedExchange`), without secrets. */
  readonly exchange: unknown;
}

export interface Incident {
  /** Microseconds from the start. */
  readonly at: number;
  readonly code: string;
  readonly message: string;
}
