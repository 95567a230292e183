import type { CycleResult } from '../../device/agent.ts';
import type { Setback } from '../../device/connection/setback.ts';
import type { Exchange } from '../../protocol/exchange.ts';
import type { SliceRecorder } from '../metrics/recorder.ts';
import type { Population } from '../population/population.ts';
import { STANDING } from '../population/standing.ts';
import type { RunClock } from '../wheel/pacer.ts';
import type { Answers } from './answers.ts';
import type { Asleep } from './asleep.ts';
import type { Awake } from './awake.ts';
import type { Gate } from './gate.ts';
import type { OwnTime } from './own-time.ts';
import type { Rows } from './rows.ts';
import type { Stages } from './stages.ts';
import type { Waking } from './waking.ts';

export interface PassesOptions {
  readonly population: Population;
  readonly stages: Stages;
  readonly rows: Rows;
  readonly answers: Answers;
  readonly asleep: Asleep;
  readonly waking: Waking;
  readonly ownTime: OwnTime;
  readonly pause: (row: number, setback: Setback) => number | undefined;
  readonly recorder: SliceRecorder;
  readonly gate: Gate;
  readonly clock: RunClock;
  readonly openConnections: () => number;
  /** When a device comes back from a pause; infinite: there is none. */
  readonly wakeAt: (row: number, atUs: number) => void;
}

const NEVER: number = Number.POSITIVE_INFINITY;
const US_IN_MS = 1000;

/** What devices are in the middle of, one pass each: asleep where that will do, awake where there is more to do. */
export class Passes {
  readonly #options: PassesOptions;
  readonly #awake = new Map<number, Awake>();
  /** When the arrival was meant, of those that have not done their first pass. */
  readonly #arrivals = new Map<number, number>();
  /** How often the power went: what was begun before is nobody's business afterwards. */
  readonly #cuts: Uint16Array;
  /** Ends the pause of a device that has only itself, or its network, to blame for it. */
  readonly #endPause = new Map<number, () => void>();
  #underWay = 0;
  /** When the last could be begun. */
  #drainedUs = NEVER;

  constructor(options: PassesOptions) {
    this.#options = options;
    this.#cuts = new Uint16Array(options.population.rows);
  }

  /** How many are in the middle of something. */
  get underWay(): number {
    return this.#underWay;
  }

  arrives(row: number, atUs: number): void {
    this.#arrivals.set(row, atUs);
  }

  /** Whether another request of the device may be made. */
  admits(row: number): boolean {
    const { gate, clock, population, openConnections } = this.#options;
    return !this.#isDraining && gate.admits(clock(), openConnections(), population.connections[row] !== null);
  }

  /** Asks, asleep where it has nothing else to do. */
  go(row: number): void {
    const { rows, asleep, stages } = this.#options;
    const isHindered = stages.isHindered(row);
    const cuts = this.#cuts[row];
    this.#underWay += 1;
    rows.stands(row, STANDING.working);
    const isAsked = asleep.ask(
      row,
      () => cuts !== this.#cuts[row],
      (answer) => {
        this.#underWay -= 1;
        if (answer === 'unchanged') this.#rests(row);
        else if (answer !== 'gone') this.start(row, answer.primed, isHindered);
      },
    );
    if (isAsked) return;
    this.#underWay -= 1;
    this.start(row);
  }

  /** Wakes a device for one pass; with an answer, where it was woken by one. */
  start(
    row: number,
    primed: Exchange | null = null,
    wasHindered: boolean = this.#options.stages.isHindered(row),
  ): void {
    const { population, rows, waking } = this.#options;
    rows.stands(row, this.#arrivals.has(row) ? STANDING.arriving : STANDING.working);
    population.polls.begin(row);
    this.#underWay += 1;
    const cuts = this.#cuts[row];
    const awake = waking.wake(row, primed, () => cuts !== this.#cuts[row]);
    this.#awake.set(row, awake);
    awake
      .pass()
      .then((result) => this.#passed(row, awake, result, wasHindered))
      .catch((error: unknown) => {
        rows.broke(row, error);
        if (this.#awake.delete(row)) this.#rests(row);
      })
      .finally(() => {
        this.#underWay -= 1;
      });
  }

  /** A pause that followed a setback is over. */
  retry(row: number): void {
    const { population, clock, wakeAt, stages } = this.#options;
    if (population.standing[row] !== STANDING['backing-off'] || this.#isDraining) return;
    if (this.admits(row)) {
      this.#endPause.get(row)?.();
      this.#endPause.delete(row);
      this.go(row);
    } else wakeAt(row, clock() + stages.conduct(row).backoffBaseMs * US_IN_MS);
  }

  /** It asks for nothing now, not even after a setback (OFF-002). */
  calm(row: number): void {
    const { population, wakeAt, rows } = this.#options;
    wakeAt(row, NEVER);
    this.#forget(row);
    if (population.standing[row] === STANDING['backing-off']) rows.stands(row, STANDING.idle);
  }

  /** The power goes, or the program is ended: what was under way is not heard of again, and nobody waits for it. */
  cut(row: number, how: 'orderly' | 'reset'): void {
    const { wakeAt, rows } = this.#options;
    wakeAt(row, NEVER);
    this.#stop(row, how);
    this.#forget(row);
    rows.stands(row, STANDING.idle);
  }

  /** Nothing is begun any more. */
  drain(): void {
    this.#drainedUs = this.#options.clock();
  }

  /** Ends what is under way, and every connection. */
  async close(): Promise<void> {
    const { population, answers, ownTime } = this.#options;
    ownTime.end();
    answers.leave(this.#drainedUs);
    for (const row of [...this.#awake.keys()]) this.#stop(row, 'reset');
    await Promise.all(population.connections.map((each) => each?.close(each.isBusy ? 'reset' : 'orderly')));
  }

  get #isDraining(): boolean {
    return this.#drainedUs !== NEVER;
  }

  #passed(row: number, awake: Awake, result: CycleResult | null, wasHindered: boolean): void {
    if (result === null || this.#awake.get(row) !== awake) return;
    const { waking, recorder, clock } = this.#options;
    waking.sleep(row, awake);
    this.#awake.delete(row);
    if (result.kind === 'setback') {
      this.#pauses(row, result.setback, wasHindered);
      return;
    }
    const arrival = this.#arrivals.get(row);
    if (arrival !== undefined) recorder.arrived(clock() - arrival);
    this.#arrivals.delete(row);
    this.#rests(row);
  }

  /** It has nothing more to do, unless a poll fell due meanwhile. */
  #rests(row: number): void {
    const { population, rows, stages } = this.#options;
    population.failures[row] = 0;
    rows.stands(row, STANDING.idle);
    if (stages.of(row).silent) rows.hangUp(row);
    rows.settled(row);
    if (population.polls.isWaiting(row) && !this.#isDraining) this.go(row);
  }

  #pauses(row: number, setback: Setback, wasHindered: boolean): void {
    const { rows, pause, wakeAt, clock, stages, ownTime } = this.#options;
    const { silent } = stages.of(row);
    if (silent) rows.hangUp(row);
    const ms = silent ? undefined : pause(row, setback);
    // What the device or its network is to blame for, no WFM can answer sooner.
    if (wasHindered || stages.isHindered(row)) {
      this.#forget(row);
      if (ms !== undefined) this.#endPause.set(row, ownTime.begin(row));
    }
    rows.stands(row, ms === undefined ? STANDING.idle : STANDING['backing-off']);
    wakeAt(row, ms === undefined ? NEVER : clock() + ms * US_IN_MS);
  }

  /** Nobody waits for an answer to what was due so far. */
  #forget(row: number): void {
    const { population, ownTime } = this.#options;
    population.polls.forget(row);
    ownTime.abandon(row);
    this.#endPause.delete(row);
  }

  #stop(row: number, how: 'orderly' | 'reset'): void {
    const { rows, waking } = this.#options;
    const awake = this.#awake.get(row);
    this.#cuts[row] = (this.#cuts[row] ?? 0) + 1;
    rows.close(row, how);
    if (!awake) return;
    this.#awake.delete(row);
    awake.cut();
    waking.keep(row, awake);
  }
}
