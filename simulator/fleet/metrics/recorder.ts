import { hostname } from 'node:os';
import { OPERATIONS, type Operation } from '../judging/judge.ts';
import type { SliceProgress } from '../shard/slice-options.ts';
import { CourseRecorder } from './course-recorder.ts';
import { keptIncidents, keptViolations } from './findings.ts';
import { LoopDelay } from './loop-delay.ts';
import { OperationRecorder } from './operation-recorder.ts';
import {
  type Counts,
  DEVICE_STANDINGS,
  type GeneratorReport,
  type Incident,
  type SliceName,
  type SliceReport,
  type ViolationReport,
} from './report.ts';
import { Tally } from './tally.ts';

const US_IN_MS = 1000;
const KIB = 1024;

export interface RecorderOptions {
  readonly slice: SliceName;
  /** Of this slice. */
  readonly devices: number;
  /** Of the plan: it decides the intervals of the course. */
  readonly durationMs: number;
  /** Milliseconds since the epoch. */
  readonly startAt: number;
}

/**
 * Measures one slice, on its thread. Times are microseconds from the start of the run. What is called for each exchange
 * allocates nothing. Call `advance` once a tick, before what happens in it is recorded.
 */
export class SliceRecorder {
  readonly #options: RecorderOptions;
  readonly #operations: Readonly<Record<Operation, OperationRecorder>> = {
    onboard: new OperationRecorder(),
    token: new OperationRecorder(),
    report: new OperationRecorder(),
    remove: new OperationRecorder(),
    poll: new OperationRecorder(),
    fetch: new OperationRecorder(),
    status: new OperationRecorder(),
  };
  readonly #polls = new Tally();
  readonly #arrivals = new Tally();
  readonly #lateness = new Tally();
  readonly #loopDelay = new LoopDelay();
  /** How many devices there are in each of DEVICE_STANDINGS. */
  readonly #standings = new Float64Array(DEVICE_STANDINGS.length);
  readonly #course: CourseRecorder;
  readonly #violations = keptViolations();
  readonly #incidents = keptIncidents();
  readonly #cpu = process.threadCpuUsage();
  #now = 0;
  #intended = 0;
  #begun = 0;
  #held = 0;
  #dropped = 0;
  #judged = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#standings[0] = options.devices;
    this.#course = new CourseRecorder(options.durationMs, this.#standings, () => this.#cpuUs());
    this.#loopDelay.start();
  }

  /** Time has gone on: intervals that are over end here. */
  advance(nowUs: number): void {
    this.#now = nowUs;
    this.#course.advance(nowUs);
  }

  /** An intent fell due; each is intended once, and then begun, held or dropped. `atUs`: when it was meant. */
  intended(kind: 'arrive' | 'stage' | 'poll', atUs: number): void {
    this.#intended += 1;
    if (kind === 'arrive') this.#course.plannedArrival(atUs);
  }

  /** It was begun, the device being free for it since `dueUs`: since it was meant, or since the former exchange ended. */
  begun(kind: 'arrive' | 'stage' | 'poll', dueUs: number, nowUs: number): void {
    this.#begun += 1;
    const lateness = nowUs - dueUs;
    // A herd changes its stage in one microsecond, which no thread can: that is nobody's load yet.
    if (kind !== 'stage') this.#lateness.record(lateness);
    const { running } = this.#course;
    if (lateness > running.latenessMaxUs) running.latenessMaxUs = lateness;
    if (kind === 'arrive') running.arrivals += 1;
  }

  /** A poll fell due while its device was busy; `polled` is called for it when the next answer has come. */
  held(): void {
    this.#held += 1;
  }

  /** We could not begin it ourselves: no descriptor left, or a bound of the plan. */
  dropped(): void {
    this.#dropped += 1;
    this.#course.running.dropped += 1;
  }

  /** An exchange ended. `outcome`: its status, or the code of its failure. `isError`: see OperationReport. */
  exchanged(operation: Operation, outcome: number | string, serviceUs: number, isError: boolean): void {
    this.#operations[operation].record(outcome, serviceUs, isError);
    const { running } = this.#course;
    running.requests += 1;
    if (isError) running.errors += 1;
  }

  /** A poll was answered, this long after it was meant. */
  polled(responseUs: number): void {
    this.#polls.record(responseUs);
    this.#course.polls.record(responseUs);
  }

  /** The first pass of a device is done, this long after its arrival was meant. */
  arrived(responseUs: number): void {
    this.#arrivals.record(responseUs);
  }

  /** A device went from one state to another; indexes of DEVICE_STANDINGS. All begin in the first. */
  stands(from: number, to: number): void {
    this.#standings[from] = (this.#standings[from] ?? 0) - 1;
    this.#standings[to] = (this.#standings[to] ?? 0) + 1;
  }

  /** The oracles have judged an exchange. */
  judged(): void {
    this.#judged += 1;
  }

  /** They found something. The exchange is made for the few that are kept only. */
  violated(violation: Omit<ViolationReport, 'exchange'>, exchange: () => unknown): void {
    if (this.#violations.keeps({ ...violation, exchange: null })) {
      this.#violations.offer({ ...violation, exchange: exchange() });
    } else this.#violations.countBeyond(violation.requirement, 1);
  }

  happened(incident: Incident): void {
    this.#incidents.offer(incident);
  }

  /** What is known so far; twice a second at most. */
  progress(): SliceProgress {
    return {
      at: this.#now,
      operations: this.#operationReports(),
      generator: this.#generator(),
      incidents: this.#incidents.items(),
      judged: this.#judged,
      states: this.#course.states(),
      polls: { count: this.#polls.count, response: this.#polls.encoded() },
      violations: this.#violations.count,
      arrivalsPlanned: this.#course.arrivalsPlanned,
      arrived: this.#arrivals.count,
    };
  }

  /** Everything; `endedUs` is when the last exchange ended. `judgedRequirements`: how often the judge judged each. */
  report(endedUs: number, judgedRequirements: Counts = {}): SliceReport {
    this.advance(endedUs);
    const { slice, devices, startAt } = this.#options;
    return {
      schema: 'waspect/fleet-slice/v1',
      slice,
      devices,
      started: new Date(startAt).toISOString(),
      endedAtMs: endedUs / US_IN_MS,
      operations: this.#operationReports(),
      polls: { count: this.#polls.count, response: this.#polls.encoded() },
      arrivals: { count: this.#arrivals.count, response: this.#arrivals.encoded() },
      generator: this.#generator(),
      course: this.#course.report(),
      intervalMs: this.#course.intervalMs,
      violations: this.#violations.items(),
      violationCounts: this.#violations.beyond(),
      judged: this.#judged,
      judgedRequirements,
      incidents: this.#incidents.items(),
      incidentCounts: this.#incidents.beyond(),
    };
  }

  /** Ends what it measures by itself. */
  close(): void {
    this.#loopDelay.stop();
  }

  #operationReports(): SliceReport['operations'] {
    const used = OPERATIONS.filter((operation) => this.#operations[operation].count > 0);
    return Object.fromEntries(used.map((operation) => [operation, this.#operations[operation].report()]));
  }

  #generator(): GeneratorReport {
    return {
      intended: this.#intended,
      begun: this.#begun,
      held: this.#held,
      dropped: this.#dropped,
      lateness: this.#lateness.encoded(),
      loopDelay: this.#loopDelay.tally.encoded(),
      cpuMs: Math.round(this.#cpuUs() / US_IN_MS),
      peakRssBytes: { [`${hostname()}:${process.pid}`]: process.resourceUsage().maxRSS * KIB },
    };
  }

  #cpuUs(): number {
    const { user, system } = process.threadCpuUsage(this.#cpu);
    return user + system;
  }
}
