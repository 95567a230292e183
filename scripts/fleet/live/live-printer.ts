import { consoleOptions, type Painter, painter, readableWidth, type Terminal } from '../../../reports/console/style.ts';
import { frame } from './frame.ts';
import type { LiveView } from './view.ts';

/** Follows a fleet on a terminal. Where nobody watches (CI, a pipe, `--quiet`) it writes nothing. */
export class LivePrinter {
  readonly #stream: Terminal;
  readonly #live: boolean;
  readonly #paint: Painter;
  #lines = 0;

  constructor(stream: Terminal, env: Readonly<Record<string, string | undefined>>, quiet: boolean) {
    this.#stream = stream;
    this.#live = !quiet && stream.isTTY === true && env['TERM'] !== 'dumb' && (env['CI'] ?? '') === '';
    this.#paint = painter(consoleOptions(stream, env).color);
  }

  /** One line about what is prepared; in place of the one before it. */
  prepare(text: string): void {
    this.#show([this.#paint('dim', text)]);
  }

  update(view: LiveView): void {
    // A line that the terminal breaks would be two to go back over.
    const width = Math.min(readableWidth(this.#stream.columns ?? 80), (this.#stream.columns ?? 80) - 1);
    this.#show(frame(view, width, this.#paint));
  }

  /** Takes everything away, before something else is printed. */
  clear(): void {
    if (this.#lines > 0) this.#stream.write(back(this.#lines));
    this.#lines = 0;
  }

  #show(lines: readonly string[]): void {
    if (!this.#live) return;
    this.#stream.write(`${this.#lines > 0 ? back(this.#lines) : ''}${lines.join('\n')}\n`);
    this.#lines = lines.length;
  }
}

/** To the start of the line so many lines up, and everything below it erased. */
const back = (lines: number): string => `\u001b[${lines}F\u001b[J`;
