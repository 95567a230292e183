const [HTAB, LF, CR, SPACE, SEMICOLON, DELETE] = [0x09, 0x0a, 0x0d, 0x20, 0x3b, 0x7f];
const MAX_SIZE_DIGITS = 12;

const State = {
  size: 0,
  extension: 1,
  sizeEnd: 2,
  data: 3,
  dataCr: 4,
  dataLf: 5,
  lineStart: 6,
  trailer: 7,
  trailerEnd: 8,
  bodyEnd: 9,
  end: 10,
} as const;

/** Takes the chunked coding off (RFC 9112, 7.1). Trailers are read and not kept. */
export class Chunks {
  #state: number = State.size;
  #left = 0;
  #digits = 0;
  /** Of extensions and trailers, so that a peer cannot keep us reading them for ever. */
  #overhead = 0;
  readonly #maxOverhead: number;

  constructor(maxOverhead: number) {
    this.#maxOverhead = maxOverhead;
  }

  /**
   * @param take hears of every piece of the body: it is valid during the call only
   * @returns the index after the last byte that belongs to the body, once it is whole; -1 while it is not; null where it is malformed
   */
  read(bytes: Uint8Array, from: number, to: number, take: (from: number, to: number) => void): number | null {
    for (let at = from; at < to; ) {
      if (this.#state === State.data) {
        const end = Math.min(to, at + this.#left);
        take(at, end);
        this.#left -= end - at;
        at = end;
        if (this.#left === 0) this.#state = State.dataCr;
        continue;
      }
      const next = this.#next(bytes[at] ?? 0);
      at += 1;
      if (next === null) return null;
      this.#state = next;
      if (next === State.end) return at;
    }
    return -1;
  }

  #next(byte: number): number | null {
    switch (this.#state) {
      case State.size:
        return this.#size(byte);
      case State.extension:
        if (byte === CR) return State.sizeEnd;
        return this.#isText(byte) ? State.extension : null;
      case State.sizeEnd:
        if (byte !== LF) return null;
        this.#digits = 0;
        return this.#left === 0 ? State.lineStart : State.data;
      case State.dataCr:
        return byte === CR ? State.dataLf : null;
      case State.dataLf:
        return byte === LF ? State.size : null;
      case State.lineStart:
        if (byte === CR) return State.bodyEnd;
        return byte > SPACE && this.#isText(byte) ? State.trailer : null;
      case State.trailer:
        if (byte === CR) return State.trailerEnd;
        return this.#isText(byte) ? State.trailer : null;
      case State.trailerEnd:
        return byte === LF ? State.lineStart : null;
      default:
        return byte === LF ? State.end : null;
    }
  }

  #size(byte: number): number | null {
    const digit = hexadecimal(byte);
    if (digit >= 0) {
      this.#left = this.#left * 16 + digit;
      this.#digits += 1;
      return this.#digits > MAX_SIZE_DIGITS ? null : State.size;
    }
    if (this.#digits === 0) return null;
    if (byte === CR) return State.sizeEnd;
    return byte === SEMICOLON ? State.extension : null;
  }

  #isText(byte: number): boolean {
    this.#overhead += 1;
    return this.#overhead <= this.#maxOverhead && (byte >= SPACE ? byte !== DELETE : byte === HTAB);
  }
}

function hexadecimal(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}
