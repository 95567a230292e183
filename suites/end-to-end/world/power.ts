import { type DurableFiles, durableFiles } from '../../../simulator/device/durable-files.ts';

/** A step of a durable write at which power is lost. */
export type LossAt = 'write' | 'rename';

/** The power of one client's machine: a loss is set up, and comes with one of the next durable writes. */
export class Power {
  #loss: { writes: number; readonly at: LossAt } | undefined;
  #lost = false;

  /** Power is lost at the n-th durable write from now on, counted from 1. */
  loseAt(write: number, at: LossAt): void {
    this.#loss = { writes: write, at };
  }

  get lost(): boolean {
    return this.#lost;
  }

  /** The machine is on again, and nothing further is set up. */
  restore(): void {
    this.#loss = undefined;
    this.#lost = false;
  }

  /** The machine's files; with the power lost they cannot be written, and what was cut short is half there. */
  readonly files: DurableFiles = {
    write: async (path, text) => {
      if (this.#loss) this.#loss.writes -= 1;
      if (!this.#fails('write')) return durableFiles.write(path, text);
      await durableFiles.write(path, text.slice(0, text.length / 2));
      throw new Error('power is lost');
    },
    rename: async (from, to) => {
      if (this.#fails('rename')) throw new Error('power is lost');
      return durableFiles.rename(from, to);
    },
    syncFolder: (path) => durableFiles.syncFolder(path),
  };

  #fails(at: LossAt): boolean {
    if (this.#loss?.at === at && this.#loss.writes <= 0) this.#lost = true;
    return this.#lost;
  }
}
