import { readFile } from 'node:fs/promises';
import { DeviceError } from '../device-error.ts';
import { type DurableFiles, durableFiles, replaceFile } from '../durable-files.ts';
import { type DeviceState, INITIAL_STATE, type StateStore } from './device-state.ts';
import { decodeState, encodeState } from './state-codec.ts';

/** Keeps the state in a file. A crash leaves the old state or the new one, and at most a stray `.tmp` beside it. */
export class FileStateStore implements StateStore {
  readonly #path: string;
  readonly #files: DurableFiles;

  constructor(path: string, files: DurableFiles = durableFiles) {
    this.#path = path;
    this.#files = files;
  }

  async load(): Promise<DeviceState> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return INITIAL_STATE;
      throw new DeviceError('STATE_UNREADABLE', `${this.#path} cannot be read: ${String(cause)}`, { cause });
    }
    return decodeState(text);
  }

  async save(state: DeviceState): Promise<void> {
    try {
      await replaceFile(this.#path, encodeState(state), this.#files);
    } catch (cause) {
      throw new DeviceError('STATE_UNWRITABLE', `${this.#path} cannot be written: ${String(cause)}`, { cause });
    }
  }
}
