import type { Finding, Operation } from '../judging/judge.ts';

/**
 * What a slice of a fleet has measured, as JSON: it crosses threads and machines. Reports of slices add up exactly:
 * counts are sums, histograms are merged bucket by bucket.
 */
export interface SliceReport {
  readonly schema: 'waspect/fleet-slice/v1';
  readonly slice: { readonly index: number; readonly of: number };
  readonly devices: number;
  /** RFC 3339. */
  readonly started: string;
  readonly endedAtMs: number;
  readonly operations: Readonly<Partial<Record<Operation, OperationReport>>>;
  /** From the intended start of a poll, or of an arrival until the device's first pass is done. */
  readonly polls: LatencyReport;
  readonly arrivals: LatencyReport;
  readonly generator: GeneratorReport;
  /** One entry for each interval of the run, in order. */
  readonly course: readonly IntervalReport[];
  readonly intervalMs: number;
  readonly violations: readonly ViolationReport[];
  /** Findings beyond those kept, by requirement. */
  readonly violationCounts: Readonly<Record<string, number>>;
  readonly judged: number;
  /** What happened to the WFM or to us, and when: `WFM_UNREACHABLE`, `WORKER_DIED`, `LOG_FULL`. */
  readonly incidents: readonly Incident[];
}

export interface OperationReport {
  readonly count: number;
  /** Service time: from the first byte sent to the last received, in microseconds. */
  readonly service: EncodedHistogram;
  /** By status (`200`) or failure (`TIMED_OUT`). */
  readonly outcomes: Readonly<Record<string, number>>;
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
  readonly intended: number;
  readonly begun: number;
  /** Intents that we ourselves could not begin (a bound of the plan, or no descriptor left). */
  readonly dropped: number;
  /** From the time intended to the time begun, where the device was free, in microseconds. */
  readonly lateness: EncodedHistogram;
  /** Of the thread, user and system, in milliseconds. */
  readonly cpuMs: number;
  readonly peakRssBytes: number;
}

export interface IntervalReport {
  readonly arrivalsPlanned: number;
  readonly arrivals: number;
  readonly requests: number;
  readonly errors: number;
  /** Response times of polls in this interval. */
  readonly polls: EncodedHistogram;
  /** Devices by state at its end. */
  readonly states: Readonly<Record<DeviceStanding, number>>;
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
