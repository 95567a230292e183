import type { CycleResult } from '../../device/agent.ts';
import type { Setback } from '../../device/connection/setback.ts';
import { FRESH_MEMORY } from '../../device/resting-memory.ts';
import { INITIAL_STATE } from '../../device/state/device-state.ts';
import type { Exchange } from '../../protocol/exchange.ts';
import type { IntentKind } from '../courses/intent.ts';
import type { StageConduct } from '../life-cycles/life-cycle.ts';
import type { SliceRecorder } from '../metrics/recorder.ts';
import type { Population } from '../population/population.ts';
import { STANDING } from '../population/standing.ts';
import type { RunClock } from '../wheel/pacer.ts';
import type { Answers } from './answers.ts';
import type { Asleep } from './asleep.ts';
import type { Awake } from './awake.ts';
import type { Gate } from './gate.ts';
import type { Rows } from './rows.ts';
import type { Stages } from './stages.ts';
import type { Waking } from './waking.ts';

export interface FleetDevicesOptions {
  readonly population: Population;
  readonly stages: Stages;
  readonly rows: Rows;
  readonly answers: Answers;
  readonly asleep: Asleep;
  readonly waking: Waking;
  readonly pause: (row: number, setback: Setback) => number | undefined;
  readonly recorder: SliceRecorder;
  readonly gate: Gate;
  readonly clock: RunClock;
  readonly openConnections: () => number;
  /** What a device's network does is what its stage says, from now on. */
  readonly imposeNetwork: (row: number) => void;
  /** When a device comes back from a pause; infinite: there is none. */
  readonly wakeAt: (row: number, atUs: number) => void;
  /** All that was seen of a device is past. */
  readonly forget: (row: number) => void;
}

const NEVER = Number.POSITIVE_INFINITY;
const US_IN_MS = 1000;

/** Does what the devices of a slice intend: asleep where it can be, awake where there is more to do. */
export class FleetDevices {
  readonly #options: FleetDevicesOptions;
  readonly #awake = new Map<number, Awake>();
  /** When the arrival was meant, of those that have not done their first pass. */
  readonly #arrivals = new Map<number, number>();
  /** How often the power went: what was begun before is nobody's business afterwards. */
  readonly #cuts: Uint16Array;
  #underWay = 0;
  #isDraining = false;

  constructor(options: FleetDevicesOptions) {
    this.#options = options;
    this.#cuts = new Uint16Array(options.population.rows);
  }

  /** How many are in the middle of something. */
  get underWay(): number {
    return this.#underWay;
  }

  intend(row: number, kind: IntentKind, atUs: number, stage: number): void {
    const { recorder, stages, population } = this.#options;
    recorder.intended(kind, atUs);
    if (kind === 'poll') {
      this.#poll(row, atUs);
      return;
    }
    const before = kind === 'stage' ? stages.of(row) : undefined;
    population.stage[row] = stage;
    if (kind === 'arrive') this.#arrivals.set(row, atUs);
    this.#begins(row, kind, atUs, this.#enters(row, before));
  }

  /** A pause that followed a setback is over. */
  retry(row: number): void {
    const { population, clock, wakeAt, stages } = this.#options;
    if (population.standing[row] !== STANDING['backing-off'] || this.#isDraining) return;
    if (this.#admits(row)) this.#go(row);
    else wakeAt(row, clock() + stages.conduct(row).backoffBaseMs * US_IN_MS);
  }

  /** Nothing is begun any more. */
  drain(): void {
    this.#isDraining = true;
  }

  /** Ends what is under way, and every connection. */
  async close(): Promise<void> {
    const { population, answers } = this.#options;
    for (const row of [...this.#awake.keys()]) this.#cut(row, 'reset');
    answers.leave();
    await Promise.all(population.connections.map((each) => each?.close(each.isBusy ? 'reset' : 'orderly')));
  }

  #begins(row: number, kind: 'arrive' | 'stage', atUs: number, boots: boolean): void {
    const { recorder, clock, rows } = this.#options;
    if (boots && !this.#admits(row)) {
      recorder.dropped();
      rows.stands(row, STANDING.idle);
      return;
    }
    recorder.begun(kind, atUs, clock());
    if (boots) this.#start(row, null);
  }

  #poll(row: number, atUs: number): void {
    const { population, recorder, clock } = this.#options;
    const standing = population.standing[row];
    const awake = this.#awake.get(row);
    if (awake || standing === STANDING.working || standing === STANDING['backing-off']) {
      recorder.held();
      // A device that is at work by itself does not ask meanwhile, and the WFM cannot help it.
      if (!awake || awake.isAsking) population.polls.wait(row, atUs);
    } else if (this.#admits(row)) {
      recorder.begun('poll', atUs, clock());
      population.polls.ask(row, atUs);
      this.#go(row);
    } else recorder.dropped();
  }

  /** The device is in a stage from now on; answers whether it boots. */
  #enters(row: number, before: StageConduct | undefined): boolean {
    const { population, stages, imposeNetwork, rows } = this.#options;
    const now = stages.of(row);
    const boots = !before || before.power === 'off' || now.boots === true;
    imposeNetwork(row);
    if (before && (boots || now.power === 'off')) {
      this.#cut(row, 'reset');
      population.rests(row, FRESH_MEMORY);
    }
    if (now.state !== undefined) this.#forgets(row, now.state);
    if (now.silent || now.identity !== before?.identity || now.clockOffsetMs !== before?.clockOffsetMs)
      rows.hangUp(row);
    if (now.power !== 'off' && !now.silent) return boots;
    this.#calms(row);
    if (now.power === 'off') rows.stands(row, STANDING.off);
    return boots && now.power !== 'off';
  }

  /** It asks for nothing now, not even after a setback (OFF-002). */
  #calms(row: number): void {
    const { population, wakeAt, rows } = this.#options;
    wakeAt(row, NEVER);
    population.polls.forget(row);
    if (population.standing[row] === STANDING['backing-off']) rows.stands(row, STANDING.idle);
  }

  /** Its medium holds what it held before, or nothing; what runs on it still runs. */
  #forgets(row: number, how: 'rolled-back' | 'lost'): void {
    const { population, waking, forget } = this.#options;
    this.#cut(row, 'orderly');
    const { deviceIds } = waking.wake(row, null, () => true);
    const { components } = population.memory(row, () => deviceIds);
    const former = how === 'rolled-back' ? waking.former(row) : undefined;
    population.remembers(row, { state: former?.state ?? INITIAL_STATE, components }, () => deviceIds);
    population.rests(row, FRESH_MEMORY);
    if (how === 'lost') forget(row);
  }

  /** Asks, asleep where it has nothing else to do. */
  #go(row: number): void {
    const { rows, asleep } = this.#options;
    const cuts = this.#cuts[row];
    this.#underWay += 1;
    rows.stands(row, STANDING.working);
    const isAsked = asleep.ask(
      row,
      () => cuts !== this.#cuts[row],
      (answer) => {
        this.#underWay -= 1;
        if (answer === 'unchanged') this.#rests(row);
        else if (answer !== 'gone') this.#start(row, answer.primed);
      },
    );
    if (isAsked) return;
    this.#underWay -= 1;
    this.#start(row, null);
  }

  /** Wakes a device for one pass; with an answer, where it was woken by one. */
  #start(row: number, primed: Exchange | null): void {
    const { population, rows, waking } = this.#options;
    rows.stands(row, this.#arrivals.has(row) ? STANDING.arriving : STANDING.working);
    population.polls.begin(row);
    this.#underWay += 1;
    const cuts = this.#cuts[row];
    const awake = waking.wake(row, primed, () => cuts !== this.#cuts[row]);
    this.#awake.set(row, awake);
    awake
      .pass()
      .then((result) => this.#passed(row, awake, result))
      .catch((error: unknown) => {
        rows.broke(row, error);
        if (this.#awake.delete(row)) this.#rests(row);
      })
      .finally(() => {
        this.#underWay -= 1;
      });
  }

  #passed(row: number, awake: Awake, result: CycleResult | null): void {
    if (result === null || this.#awake.get(row) !== awake) return;
    const { waking, recorder, clock } = this.#options;
    waking.sleep(row, awake);
    this.#awake.delete(row);
    if (result.kind === 'setback') {
      this.#pauses(row, result.setback);
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
    else rows.settled(row);
    if (population.polls.isWaiting(row) && !this.#isDraining) this.#go(row);
  }

  #pauses(row: number, setback: Setback): void {
    const { rows, pause, wakeAt, clock, stages, population } = this.#options;
    // What the device or its network is to blame for, no WFM can answer sooner.
    if (!stages.isProper(row) || stages.of(row).network) population.polls.forget(row);
    const ms = stages.of(row).silent ? undefined : pause(row, setback);
    rows.stands(row, ms === undefined ? STANDING.idle : STANDING['backing-off']);
    wakeAt(row, ms === undefined ? NEVER : clock() + ms * US_IN_MS);
  }

  /** The power goes, or the program is ended: what was under way is not heard of again. */
  #cut(row: number, how: 'orderly' | 'reset'): void {
    const { wakeAt, rows, waking } = this.#options;
    const awake = this.#awake.get(row);
    this.#cuts[row] = (this.#cuts[row] ?? 0) + 1;
    wakeAt(row, NEVER);
    rows.close(row, how);
    if (!awake) return;
    this.#awake.delete(row);
    awake.cut();
    waking.keep(row, awake);
  }

  #admits(row: number): boolean {
    const { gate, clock, population, openConnections } = this.#options;
    return !this.#isDraining && gate.admits(clock(), openConnections(), population.connections[row] !== null);
  }
}
