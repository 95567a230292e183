import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

const CHUNK = 64 * 1024;
/** What may wait for the disk, in bytes. */
const BACKLOG = 64 * 1024 * 1024;

/** Appends lines to a file. What goes wrong with it is told once, and the lines are lost from then on. */
export class LineLog {
  readonly #stream: WriteStream;
  readonly #failed: (reason: string) => void;
  #lines: string[] = [];
  #length = 0;
  #isBroken = false;

  constructor(path: string, failed: (reason: string) => void) {
    this.#failed = failed;
    this.#stream = createWriteStream(path);
    this.#stream.on('error', (error) => this.#break(error.message));
  }

  /** With its line feed. */
  write(line: string): void {
    if (this.#isBroken) return;
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length >= CHUNK) this.#flush();
  }

  async close(): Promise<void> {
    if (this.#stream.writableEnded) return;
    if (!this.#isBroken) this.#flush();
    this.#stream.end();
    // It has been told of.
    await finished(this.#stream).catch(() => undefined);
  }

  #flush(): void {
    this.#stream.write(this.#lines.join(''));
    this.#lines = [];
    this.#length = 0;
    if (this.#stream.writableLength > BACKLOG) this.#break('the disk is slower than the fleet');
  }

  #break(reason: string): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#lines = [];
    this.#failed(reason);
  }
}
