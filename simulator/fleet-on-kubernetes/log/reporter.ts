import { framesOf } from './frames.ts';
import type { ShardMessage } from './message.ts';

/** Says messages line by line; of `write` each line has its end. */
export class Reporter {
  readonly #write: (lines: string) => void;
  #seq = 1;

  constructor(write: (lines: string) => void) {
    this.#write = write;
  }

  say(message: ShardMessage): void {
    const lines = framesOf(message, this.#seq);
    this.#seq += lines.length;
    this.#write(`${lines.join('\n')}\n`);
  }
}
