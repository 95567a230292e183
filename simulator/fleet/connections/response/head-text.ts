import type { HeaderList } from '../../../protocol/exchange.ts';

/** Reason and fields of a head that a `HeadScanner` has found whole; empty lines may stand before it. */
export class HeadText {
  readonly #text: string;
  #headers: HeaderList | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  get statusText(): string {
    const line = /HTTP[^\r]*/.exec(this.#text)?.[0] ?? '';
    // As `simulator/protocol/wire.ts` gives it: of all a head says, this alone is taken for UTF-8.
    return Buffer.from(line.slice('HTTP/1.1 200 '.length), 'latin1').toString();
  }

  /** Split when they are first asked for, because hardly anybody does where nothing has changed. */
  get headers(): HeaderList {
    this.#headers ??= this.#text.trimStart().split('\r\n').slice(1, -2).map(field);
    return this.#headers;
  }
}

function field(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')];
}
