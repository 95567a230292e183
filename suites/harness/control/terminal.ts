import type { Readable, Writable } from 'node:stream';
import { isatty, ReadStream, WriteStream } from 'node:tty';

/** Where a person can be asked. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
  close(): void;
}

const STDIN = 0;
const STDERR = 2;

/**
 * The terminal of this process, or undefined. Opened by descriptor, because checks run in a worker thread whose
 * `process.stdin` is none; questions go to standard error, because standard output may carry JSON.
 */
export function openTerminal(): Terminal | undefined {
  if (!isatty(STDIN) || !isatty(STDERR)) return undefined;
  const input = new ReadStream(STDIN);
  const output = new WriteStream(STDERR);
  return {
    input,
    output,
    close: () => {
      input.destroy();
      output.destroy();
    },
  };
}
