import { type DeviceState, INITIAL_STATE, type StateStore } from './device-state.ts';

/** Keeps the state for as long as the object lives: for fleets that have more devices than a disk wants files. */
export class MemoryStateStore implements StateStore {
  #state: DeviceState = INITIAL_STATE;

  async load(): Promise<DeviceState> {
    return this.#state;
  }

  async save(state: DeviceState): Promise<void> {
    this.#state = state;
  }
}
