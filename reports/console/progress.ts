import type { CheckVerdict } from '../model.ts';
import { oneLine } from '../text.ts';
import { consoleOptions, type Painter, painter, type Terminal } from './style.ts';

const ERASE_LINE = '\r\u001b[2K';

/** What is known of a run that goes on. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** The check that has just ended. */
  readonly checkId: string;
  readonly verdict: CheckVerdict;
}

/** One line that follows a run on a terminal. Where nobody watches (CI, a pipe) it writes nothing. */
export class ProgressPrinter {
  readonly #stream: Terminal;
  readonly #live: boolean;
  readonly #paint: Painter;
  readonly #width: number;
  #failed = 0;
  #shown = false;

  constructor(stream: Terminal, env: Readonly<Record<string, string | undefined>>) {
    const options = consoleOptions(stream, env);
    this.#stream = stream;
    this.#live = stream.isTTY === true && env['TERM'] !== 'dumb' && (env['CI'] ?? '') === '';
    this.#paint = painter(options.color);
    this.#width = options.width;
  }

  /** A check has ended. */
  update(progress: Progress): void {
    if (progress.verdict === 'fail') this.#failed += 1;
    if (!this.#live) return;
    const counter = `${String(progress.done).padStart(String(progress.total).length)}/${progress.total}`;
    const failed = this.#failed === 0 ? '' : `${this.#failed} failed  `;
    const room = this.#width - counter.length - failed.length - 3;
    const id = room > 4 ? oneLine(progress.checkId, room) : '';
    this.#stream.write(`${ERASE_LINE}${this.#paint('bold', counter)}  ${this.#paint('red', failed)}${id}`);
    this.#shown = true;
  }

  /** Takes the line away, before something else is printed. */
  clear(): void {
    if (this.#shown) this.#stream.write(ERASE_LINE);
    this.#shown = false;
  }
}
