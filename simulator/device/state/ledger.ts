import type { DeviceState, StateStore } from './device-state.ts';

/** The state in use; a change is seen only when it is on the medium. */
export class Ledger {
  readonly #store: StateStore;
  #state: DeviceState;

  private constructor(store: StateStore, state: DeviceState) {
    this.#store = store;
    this.#state = state;
  }

  /** @throws DeviceError as the store does */
  static async open(store: StateStore): Promise<Ledger> {
    return new Ledger(store, await store.load());
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** @throws DeviceError STATE_UNWRITABLE; the former state then stays in use */
  async change(update: (state: DeviceState) => Partial<DeviceState>): Promise<void> {
    const next = { ...this.#state, ...update(this.#state) };
    await this.#store.save(next);
    this.#state = next;
  }
}
