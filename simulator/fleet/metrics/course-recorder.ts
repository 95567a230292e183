import { intervalOf, MAX_INTERVALS } from './interval.ts';
import type { IntervalReport } from './report.ts';
import { type SparseTally, Tally } from './tally.ts';

const US_IN_MS = 1000;

/** What happens in the interval that runs; written to directly, since it is on the way of each exchange. */
export interface RunningInterval {
  arrivals: number;
  requests: number;
  errors: number;
  dropped: number;
  latenessMaxUs: number;
}

interface EndedInterval extends Readonly<RunningInterval> {
  readonly polls: SparseTally;
  readonly states: IntervalReport['states'];
  readonly busiest: number;
}

/** A run cut into intervals; only the one that runs holds a whole histogram. */
export class CourseRecorder {
  readonly intervalMs: number;
  readonly polls: Tally = new Tally();
  running: RunningInterval = nothingYet();
  readonly #ended: EndedInterval[] = [];
  readonly #planned = new Float64Array(MAX_INTERVALS);
  #arrivalsPlanned = 0;
  readonly #standings: Float64Array;
  readonly #cpuUs: () => number;
  #cpuBefore: number;
  #endsAtUs: number;

  /** `standings`: how many devices there are in each of DEVICE_STANDINGS, kept by the caller. `cpuUs`: of this thread, up to now. */
  constructor(durationMs: number, standings: Float64Array, cpuUs: () => number) {
    this.intervalMs = intervalOf(durationMs);
    this.#standings = standings;
    this.#cpuUs = cpuUs;
    this.#cpuBefore = cpuUs();
    this.#endsAtUs = this.intervalMs * US_IN_MS;
  }

  plannedArrival(atUs: number): void {
    const index = Math.min(Math.floor(atUs / (this.intervalMs * US_IN_MS)), MAX_INTERVALS - 1);
    this.#planned[index] = (this.#planned[index] ?? 0) + 1;
    this.#arrivalsPlanned += 1;
  }

  get arrivalsPlanned(): number {
    return this.#arrivalsPlanned;
  }

  /** Ends the intervals that are over. */
  advance(nowUs: number): void {
    if (nowUs < this.#endsAtUs) return;
    while (nowUs >= this.#endsAtUs && this.#ended.length < MAX_INTERVALS - 1) {
      this.#ended.push(this.#snapshot());
      this.#cpuBefore = this.#cpuUs();
      this.running = nothingYet();
      this.polls.clear();
      this.#endsAtUs += this.intervalMs * US_IN_MS;
    }
  }

  report(): readonly IntervalReport[] {
    return [...this.#ended, this.#snapshot()].map(({ polls, ...interval }, index) => ({
      arrivalsPlanned: this.#planned[index] ?? 0,
      ...interval,
      polls: polls.encoded(),
    }));
  }

  states(): IntervalReport['states'] {
    const [waiting = 0, arriving = 0, idle = 0, working = 0, backingOff = 0, off = 0] = this.#standings;
    return { waiting, arriving, idle, working, 'backing-off': backingOff, off };
  }

  #snapshot(): EndedInterval {
    const busiest = Math.min(1, (this.#cpuUs() - this.#cpuBefore) / (this.intervalMs * US_IN_MS));
    return { ...this.running, polls: this.polls.taken(), states: this.states(), busiest };
  }
}

function nothingYet(): RunningInterval {
  return { arrivals: 0, requests: 0, errors: 0, dropped: 0, latenessMaxUs: 0 };
}
