import { FieldFacts } from './field-facts.ts';

/** What `scan` says beside the length of a whole head. */
export const INCOMPLETE = 0;
export const MALFORMED: number = -1;

const [HTAB, LF, CR, SPACE, ZERO, NINE, COLON, DELETE] = [0x09, 0x0a, 0x0d, 0x20, 0x30, 0x39, 0x3a, 0x7f];
const VERSION = Buffer.from('HTTP/1.', 'latin1');
const STATUS_DIGITS = 3;

/** Where in a head the next byte stands. */
const State = {
  start: 0,
  version: 1,
  minor: 2,
  beforeStatus: 3,
  status: 4,
  afterStatus: 5,
  reason: 6,
  lineStart: 7,
  name: 8,
  beforeValue: 9,
  value: 10,
  lineEnd: 11,
  headEnd: 12,
} as const;

/** tchar of RFC 9110, 5.6.2. */
const IS_TOKEN = byteSet("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

function byteSet(members: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const byte of Buffer.from(members, 'latin1')) set[byte] = 1;
  return set;
}

/**
 * Reads the head of an answer byte by byte, in pieces of any size, and makes no strings: an unchanged answer needs none. What RFC 9112
 * has no rule for is malformed: bare line feeds, folded lines, spaces before a colon, control characters.
 */
export class HeadScanner {
  status = 0;
  /** HTTP/1.0 closes by default. */
  minor = 1;
  readonly facts: FieldFacts = new FieldFacts();
  #state: number = State.start;
  #at = 0;
  #count = 0;
  #from = 0;
  #colon = 0;

  /**
   * Goes on where it stopped, in bytes that have the whole head from index 0 on.
   * @returns the length of the head, once it is whole; else INCOMPLETE or MALFORMED
   */
  scan(bytes: Uint8Array, length: number): number {
    let state = this.#state;
    let at = this.#at;
    for (; at < length; at++) {
      const byte = bytes[at] ?? 0;
      switch (state) {
        case State.value:
          if (byte >= SPACE ? byte !== DELETE : byte === HTAB) continue;
          if (byte !== CR || !this.facts.add(bytes, this.#from, this.#colon, at)) return MALFORMED;
          state = State.lineEnd;
          continue;
        case State.name:
          if (IS_TOKEN[byte] === 1) continue;
          if (byte !== COLON) return MALFORMED;
          this.#colon = at;
          state = State.value;
          continue;
        case State.lineEnd:
          if (byte !== LF) return MALFORMED;
          state = State.lineStart;
          continue;
        case State.lineStart:
          this.#from = at;
          if (IS_TOKEN[byte] === 1) state = State.name;
          else if (byte === CR) state = State.headEnd;
          else return MALFORMED;
          continue;
        case State.headEnd:
          return byte === LF ? at + 1 : MALFORMED;
        default:
          state = this.#statusLine(state, byte);
          if (state === MALFORMED) return MALFORMED;
      }
    }
    this.#state = state;
    this.#at = at;
    return INCOMPLETE;
  }

  /** For the next answer, or the one after an interim answer. */
  reset(): void {
    this.status = 0;
    this.facts.reset();
    this.#state = State.start;
    this.#at = 0;
    this.#count = 0;
  }

  #statusLine(state: number, byte: number): number {
    switch (state) {
      case State.start:
        // An empty line before an answer is passed over, as before a request (RFC 9112, 2.2).
        if (byte === CR || byte === LF) return State.start;
        this.#count = 0;
        return this.#literal(byte);
      case State.version:
        return this.#literal(byte);
      case State.minor:
        if (byte !== ZERO && byte !== ZERO + 1) return MALFORMED;
        this.minor = byte - ZERO;
        return State.beforeStatus;
      case State.beforeStatus:
        this.#count = 0;
        return byte === SPACE ? State.status : MALFORMED;
      case State.status:
        if (byte < ZERO || byte > NINE) return MALFORMED;
        this.status = this.status * 10 + byte - ZERO;
        this.#count += 1;
        if (this.#count < STATUS_DIGITS) return State.status;
        return this.status < 100 ? MALFORMED : State.afterStatus;
      case State.afterStatus:
        if (byte === SPACE) return State.reason;
        return byte === CR ? State.lineEnd : MALFORMED;
      default:
        if (byte >= SPACE ? byte !== DELETE : byte === HTAB) return State.reason;
        return byte === CR ? State.lineEnd : MALFORMED;
    }
  }

  #literal(byte: number): number {
    if (byte !== VERSION[this.#count]) return MALFORMED;
    this.#count += 1;
    return this.#count < VERSION.length ? State.version : State.minor;
  }
}
