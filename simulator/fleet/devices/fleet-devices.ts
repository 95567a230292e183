import { FRESH_MEMORY } from '../../device/resting-memory.ts';
import { INITIAL_STATE } from '../../device/state/device-state.ts';
import type { IntentKind } from '../courses/intent.ts';
import type { StageConduct } from '../life-cycles/life-cycle.ts';
import { STANDING } from '../population/standing.ts';
import { Passes, type PassesOptions } from './passes.ts';

export interface FleetDevicesOptions extends PassesOptions {
  /** What a device's network does is what its stage says, from now on. */
  readonly imposeNetwork: (row: number) => void;
  /** All that was seen of a device is past. */
  readonly forget: (row: number) => void;
}

/** Does what the devices of a slice intend. */
export class FleetDevices {
  readonly #options: FleetDevicesOptions;
  readonly #passes: Passes;

  constructor(options: FleetDevicesOptions) {
    this.#options = options;
    this.#passes = new Passes(options);
  }

  /** How many are in the middle of something. */
  get underWay(): number {
    return this.#passes.underWay;
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
    if (kind === 'arrive') this.#passes.arrives(row, atUs);
    this.#begins(row, kind, atUs, this.#enters(row, before));
  }

  /** A pause that followed a setback is over. */
  retry(row: number): void {
    this.#passes.retry(row);
  }

  /** Nothing is begun any more. */
  drain(): void {
    this.#passes.drain();
  }

  /** Ends what is under way, and every connection. */
  close(): Promise<void> {
    return this.#passes.close();
  }

  #begins(row: number, kind: 'arrive' | 'stage', atUs: number, boots: boolean): void {
    const { recorder, clock, rows } = this.#options;
    if (boots && !this.#passes.admits(row)) {
      recorder.dropped();
      rows.stands(row, STANDING.idle);
      return;
    }
    recorder.begun(kind, atUs, clock());
    if (boots) this.#passes.start(row);
  }

  #poll(row: number, atUs: number): void {
    const { population, recorder, clock } = this.#options;
    if (this.#isBusy(row) || population.standing[row] === STANDING['backing-off']) {
      recorder.held();
      population.polls.wait(row, atUs);
    } else if (this.#passes.admits(row)) {
      recorder.begun('poll', atUs, clock());
      population.polls.ask(row, atUs);
      this.#passes.go(row);
    } else recorder.dropped();
  }

  /** In the middle of a pass. */
  #isBusy(row: number): boolean {
    const standing = this.#options.population.standing[row];
    return standing === STANDING.arriving || standing === STANDING.working;
  }

  /** The device is in a stage from now on; answers whether it boots. */
  #enters(row: number, before: StageConduct | undefined): boolean {
    const { population, stages, imposeNetwork, rows } = this.#options;
    const now = stages.of(row);
    const boots = !before || before.power === 'off' || now.boots === true;
    imposeNetwork(row);
    if (before && (boots || now.power === 'off')) {
      this.#passes.cut(row, 'reset');
      population.rests(row, FRESH_MEMORY);
    }
    if (now.state !== undefined) this.#forgets(row, now.state);
    const isAnother = now.identity !== before?.identity || now.clockOffsetMs !== before?.clockOffsetMs;
    // What it is in the middle of it ends first, over the connection that it has.
    if (isAnother || (now.silent && !this.#isBusy(row))) rows.hangUp(row);
    if (now.power !== 'off' && !now.silent) return boots;
    this.#passes.calm(row);
    if (now.power === 'off') rows.stands(row, STANDING.off);
    return boots && now.power !== 'off';
  }

  /** Its medium holds what it held before, or nothing; what runs on it still runs. */
  #forgets(row: number, how: 'rolled-back' | 'lost'): void {
    const { population, waking, forget } = this.#options;
    this.#passes.cut(row, 'orderly');
    const { deviceIds } = waking.wake(row, null, () => true);
    const { components } = population.memory(row, () => deviceIds);
    const former = how === 'rolled-back' ? waking.former(row) : undefined;
    population.remembers(row, { state: former?.state ?? INITIAL_STATE, components }, () => deviceIds);
    population.rests(row, FRESH_MEMORY);
    if (how === 'lost') forget(row);
  }
}
