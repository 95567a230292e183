import type { DeviceState, StateStore } from '../../device/state/device-state.ts';

/** The medium of a device that is awake. */
export class RowStore implements StateStore {
  #state: DeviceState;
  #isCut = false;
  readonly #onSaved: (state: DeviceState, former: DeviceState) => void;

  /** `onSaved` hears of each state that is durable from now on. */
  constructor(state: DeviceState, onSaved: (state: DeviceState, former: DeviceState) => void) {
    this.#state = state;
    this.#onSaved = onSaved;
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** The power is gone: what is written from now on never reaches the medium. */
  cut(): void {
    this.#isCut = true;
  }

  async load(): Promise<DeviceState> {
    return this.#state;
  }

  async save(state: DeviceState): Promise<void> {
    if (this.#isCut) return;
    const former = this.#state;
    this.#state = state;
    this.#onSaved(state, former);
  }
}
