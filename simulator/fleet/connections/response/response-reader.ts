import type { WireResponse } from '../../../protocol/exchange.ts';
import { Chunks } from './chunks.ts';
import { type Framing, framingOf, keepsAlive } from './framing.ts';
import { HeadScanner, INCOMPLETE, MALFORMED } from './head-scanner.ts';
import { HeadText } from './head-text.ts';

export interface ResponseLimits {
  /** Of all heads that are read for one answer, interim ones included. */
  readonly maxHeadBytes: number;
  readonly maxBodyBytes: number;
}

/** `cut`: the peer has closed the connection too early. */
export type Reading = 'incomplete' | 'whole' | 'malformed' | 'too-large' | 'cut';

const EMPTY: Buffer = Buffer.alloc(0);

/** Whether a 304 is to be kept, by the bytes of its head: the first `length` ones, which are valid during the call only. */
export type WantsUnchanged = (bytes: Buffer, length: number) => boolean;

/** Reads one answer after the other, each in pieces of any size. */
export class ResponseReader {
  /** Whether anything of the answer has come. */
  hasBegun = false;
  /** Of a whole answer: whether another request may follow on the connection. */
  keepsAlive = false;
  readonly #limits: ResponseLimits;
  readonly #wantsUnchanged: WantsUnchanged;
  readonly #scanner: HeadScanner = new HeadScanner();
  #isHead = false;
  #framing: Framing | null = null;
  /** Of a head that has come in pieces. */
  #held: Buffer | null = null;
  #passedHeadBytes = 0;
  #head: string | null = null;
  #chunks: Chunks | null = null;
  #left = 0;
  #body: Buffer[] | null = null;
  #bodyLength = 0;

  constructor(limits: ResponseLimits, wantsUnchanged: WantsUnchanged) {
    this.#limits = limits;
    this.#wantsUnchanged = wantsUnchanged;
  }

  get status(): number {
    return this.#scanner.status;
  }

  /** Before the answer to each request. */
  begin(isHead: boolean): void {
    this.#scanner.reset();
    this.hasBegun = false;
    this.keepsAlive = false;
    this.#isHead = isHead;
    this.#framing = null;
    this.#held = null;
    this.#passedHeadBytes = 0;
    this.#head = null;
    this.#chunks = null;
    this.#body = null;
    this.#bodyLength = 0;
  }

  /** @param bytes the next ones are `length` from its start; they are copied where they are needed longer */
  read(bytes: Buffer, length: number): Reading {
    this.hasBegun = true;
    if (this.#framing !== null) return this.#readBody(bytes, 0, length);
    if (this.#held === null) return this.#readHead(bytes, length);
    const held = Buffer.concat([this.#held, bytes.subarray(0, length)]);
    return this.#readHead(held, held.length);
  }

  /** No more will come. */
  end(): Reading {
    if (this.#framing === null) return 'cut';
    return this.#framing === 'until-close' ? 'whole' : 'cut';
  }

  /** A whole answer; null where it is unchanged, and not wanted. */
  response(): WireResponse | null {
    if (this.#head === null) return null;
    const { status } = this;
    const text = new HeadText(this.#head);
    const body = this.#body === null ? EMPTY : Buffer.concat(this.#body, this.#bodyLength);
    return {
      status,
      get statusText() {
        return text.statusText;
      },
      get headers() {
        return text.headers;
      },
      body,
    };
  }

  #readHead(bytes: Buffer, length: number): Reading {
    const end = this.#scanner.scan(bytes, length);
    if (end === MALFORMED || this.#passedHeadBytes + (end || length) > this.#limits.maxHeadBytes) return 'malformed';
    if (end === INCOMPLETE) {
      this.#held = bytes === this.#held ? bytes : Buffer.from(bytes.subarray(0, length));
      return 'incomplete';
    }
    this.#held = null;
    if (this.status < 200) return this.#passOver(bytes.subarray(end, length), end);
    const framing = framingOf(this.#scanner, this.#isHead);
    this.#framing = framing;
    this.keepsAlive = keepsAlive(this.#scanner, framing);
    if (this.status !== 304 || this.#wantsUnchanged(bytes, end)) this.#head = bytes.toString('latin1', 0, end);
    if (framing === 'none') return this.#finish(end === length);
    this.#body = [];
    this.#left = this.#scanner.facts.contentLength;
    if (framing === 'chunked') this.#chunks = new Chunks(this.#limits.maxHeadBytes);
    return this.#readBody(bytes, end, length);
  }

  /** Interim answers say nothing that is of use here; a switch of protocols was not asked for. */
  #passOver(rest: Buffer, headLength: number): Reading {
    if (this.status === 101) return 'malformed';
    this.#passedHeadBytes += headLength;
    this.#scanner.reset();
    return rest.length === 0 ? 'incomplete' : this.#readHead(rest, rest.length);
  }

  #readBody(bytes: Buffer, from: number, length: number): Reading {
    if (this.#chunks) {
      const end = this.#chunks.read(bytes, from, length, (start, stop) => this.#take(bytes, start, stop));
      if (end === null) return 'malformed';
      if (this.#bodyLength > this.#limits.maxBodyBytes) return 'too-large';
      return end === -1 ? 'incomplete' : this.#finish(end === length);
    }
    const end = this.#framing === 'length' ? Math.min(length, from + this.#left) : length;
    this.#left -= end - from;
    this.#take(bytes, from, end);
    if (this.#bodyLength > this.#limits.maxBodyBytes) return 'too-large';
    return this.#framing === 'length' && this.#left === 0 ? this.#finish(end === length) : 'incomplete';
  }

  #take(bytes: Buffer, from: number, to: number): void {
    if (from === to) return;
    this.#body?.push(Buffer.from(bytes.subarray(from, to)));
    this.#bodyLength += to - from;
  }

  /** What comes after an answer that nobody has asked for would be taken for the next one. */
  #finish(isAll: boolean): Reading {
    if (!isAll) this.keepsAlive = false;
    return 'whole';
  }
}
