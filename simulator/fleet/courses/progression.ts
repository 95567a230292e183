import type { FleetPlan } from '../plan/plan.ts';
import { Stream, streamKey } from '../random/stream.ts';
import { type CourseColumns, NEVER, NO_STAGE } from './columns.ts';
import { type PollingTimes, pollingTimes } from './polling-times.ts';
import { entryOf, type PreparedStage, prepared, stageAfter } from './transitions.ts';

/** Draws what comes after an intent: the next poll, and the next stage with its time. */
export class Progression {
  readonly #columns: CourseColumns;
  readonly #deviceOf: (row: number) => number;
  readonly #lifeCycles: readonly (readonly PreparedStage[])[];
  readonly #times: PollingTimes;
  readonly #polls: Stream;
  readonly #stages: Stream;

  constructor(plan: FleetPlan, columns: CourseColumns, deviceOf: (row: number) => number) {
    this.#columns = columns;
    this.#deviceOf = deviceOf;
    this.#lifeCycles = plan.lifeCycles.map(({ lifeCycle }) => prepared(lifeCycle));
    this.#times = pollingTimes(plan.polling);
    this.#polls = new Stream(streamKey(plan.seed, 'polls'));
    this.#stages = new Stream(streamKey(plan.seed, 'stages'));
  }

  polled(row: number, now: number): void {
    const present = this.#stageOf(row, this.#columns.stage[row]);
    if (present) this.#pollAfter(row, now, present);
  }

  /** The device has arrived, or is in its next stage. */
  entered(row: number, now: number): void {
    const present = this.#stageOf(row, this.#columns.stage[row]);
    if (!present) {
      this.#columns.pollAt[row] = NEVER;
      this.#columns.stageAt[row] = NEVER;
      return;
    }
    this.#drawStageAfter(row, now, present);
    this.#resumePolls(row, now, present, this.#stageOf(row, this.#columns.former[row]));
  }

  #drawStageAfter(row: number, now: number, present: PreparedStage): void {
    const { stageDraws, following, stageAt } = this.#columns;
    const stream = this.#stages.to(this.#deviceOf(row), stageDraws[row]);
    const index = stageAfter(present, stream);
    const next = this.#stageOf(row, index);
    following[row] = index;
    stageAt[row] = next ? entryOf(next, present, now, stream) : NEVER;
    stageDraws[row] = stream.count;
  }

  /** The first poll is part of a boot. Who was silent asks at once; whose period stays the same goes on as before. */
  #resumePolls(row: number, now: number, present: PreparedStage, former: PreparedStage | undefined): void {
    const { pollAt } = this.#columns;
    if (present.isQuiet) pollAt[row] = NEVER;
    else if (!former || former.isOff || present.boots) this.#pollAfter(row, now, present);
    else if (former.isQuiet) pollAt[row] = this.#times.open(now, this.#periodIn(row, present), this.#drawPoll(row));
    else if (this.#periodIn(row, former) !== this.#periodIn(row, present)) this.#pollAfter(row, now, present);
  }

  #pollAfter(row: number, now: number, present: PreparedStage): void {
    this.#columns.pollAt[row] = this.#times.after(now, this.#periodIn(row, present), this.#drawPoll(row));
  }

  #drawPoll(row: number): number {
    const { pollDraws } = this.#columns;
    const stream = this.#polls.to(this.#deviceOf(row), pollDraws[row]);
    const drawn = stream.next();
    pollDraws[row] = stream.count;
    return drawn;
  }

  #periodIn = (row: number, { pollEveryUs }: PreparedStage): number =>
    pollEveryUs || (this.#columns.periodUs[row] ?? 0);

  #stageOf(row: number, index: number | undefined): PreparedStage | undefined {
    if (index === undefined || index === NO_STAGE) return undefined;
    return this.#lifeCycles[this.#columns.lifeCycle[row] ?? 0]?.[index];
  }
}
