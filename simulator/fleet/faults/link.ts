import type { Socket } from 'node:net';
import type { Random } from '../../device/time/random.ts';
import { sample } from '../random/distribution.ts';
import type { FaultProfile } from './fault-profile.ts';

/** One direction of a connection. */
export interface LinkOptions {
  readonly source: Socket;
  readonly sink: Socket;
  /** Asked for each piece. */
  readonly profile: () => FaultProfile | null;
  /** Draws delays. */
  readonly random: Random;
  /** Gets each piece when its time has come. */
  readonly arrived: (piece: Buffer) => void;
}

interface Piece {
  readonly bytes: Buffer;
  /** By `performance.now()`. */
  readonly due: number;
}

/** What is under way at most; then the source has to wait, as behind a router whose queue is full. */
const MOST_QUEUED = 64 * 1024;
/** A piece of a slow link is what it passes on in this time. */
const SLICE_SECONDS = 0.1;
const LONGEST_SLICE = 16 * 1024;

/**
 * Carries bytes from source to sink in their order: each piece leaves when those before it have been sent at the link's
 * bandwidth, and arrives after its delay, but not before those before it. The end of the source comes last.
 */
export class Link {
  readonly #options: LinkOptions;
  readonly #queue: Piece[] = [];
  #queued = 0;
  /** When the link has sent all that it was given, and when the last piece arrives. */
  #sentAt = 0;
  #lastDue = 0;
  #timer: NodeJS.Timeout | null = null;
  #ended = false;
  #stopped = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    const { source, sink } = options;
    source.on('data', (bytes: Buffer) => this.#take(bytes));
    source.on('end', () => {
      this.#ended = true;
      this.#endWhenEmpty();
    });
    sink.on('drain', () => this.#resumeWhenShort());
  }

  /** Forgets what is under way, and passes nothing on any more, the end neither; the source is read as before. */
  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#queue.length = 0;
    this.#queued = 0;
    this.#options.source.resume();
  }

  #take(bytes: Buffer): void {
    if (this.#stopped) return;
    const profile = this.#options.profile();
    const now = performance.now();
    const isFree = profile?.delay === undefined && profile?.bandwidth === undefined;
    if (isFree && this.#queue.length === 0) {
      this.#options.arrived(bytes);
    } else {
      const delay = profile?.delay === undefined ? 0 : sample(profile.delay, this.#options.random);
      for (const piece of slices(bytes, profile?.bandwidth)) this.#enqueue(piece, now, delay, profile?.bandwidth);
      this.#schedule();
    }
    // What has passed may have been the last that does.
    if (this.#stopped) return;
    if (this.#queued > MOST_QUEUED || this.#options.sink.writableNeedDrain) this.#options.source.pause();
  }

  #enqueue(bytes: Buffer, now: number, delay: number, bandwidth: number | undefined): void {
    const sending = bandwidth === undefined ? 0 : (bytes.length / bandwidth) * 1000;
    this.#sentAt = Math.max(this.#sentAt, now) + sending;
    this.#lastDue = Math.max(this.#lastDue, this.#sentAt + delay);
    this.#queue.push({ bytes, due: this.#lastDue });
    this.#queued += bytes.length;
  }

  #schedule(): void {
    const [head] = this.#queue;
    if (head === undefined || this.#timer !== null) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#deliver();
      },
      Math.max(0, head.due - performance.now()),
    );
  }

  #deliver(): void {
    // A timer may come a fraction of a millisecond early.
    const now = performance.now() + 1;
    for (let head = this.#queue[0]; head !== undefined && head.due <= now; head = this.#queue[0]) {
      this.#queue.shift();
      this.#queued -= head.bytes.length;
      this.#options.arrived(head.bytes);
      if (this.#stopped) return;
    }
    this.#resumeWhenShort();
    this.#schedule();
    this.#endWhenEmpty();
  }

  #resumeWhenShort(): void {
    const { source, sink } = this.#options;
    if (this.#stopped) return;
    if (this.#queued <= MOST_QUEUED / 2 && !sink.writableNeedDrain && source.isPaused()) source.resume();
  }

  #endWhenEmpty(): void {
    if (this.#ended && !this.#stopped && this.#queue.length === 0) this.#options.sink.end();
  }
}

function slices(bytes: Buffer, bandwidth: number | undefined): readonly Buffer[] {
  if (bandwidth === undefined) return [bytes];
  const size = Math.min(LONGEST_SLICE, Math.max(1, Math.floor(bandwidth * SLICE_SECONDS)));
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}
