import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { type Frame, PREFIX, sha256 } from './frames.ts';
import { isShardMessage, type ShardMessage } from './message.ts';

const MAX_MESSAGE = 256 * 1024 * 1024;
const MAX_PARTS = 100_000;
const count = { type: 'integer', minimum: 0 } as const;
const text = { type: 'string' } as const;

const isFrame = new Ajv().compile<Frame>({
  type: 'object',
  required: ['seq'],
  properties: { seq: { type: 'integer', minimum: 1 } },
  oneOf: [
    { required: ['message'] },
    {
      required: ['part', 'of', 'digest', 'gzip'],
      properties: { part: count, of: { type: 'integer', minimum: 1, maximum: MAX_PARTS }, digest: text, gzip: text },
    },
  ],
});

export interface FrameReaderOptions {
  readonly onMessage: (message: ShardMessage) => void;
  /** Lines of others: what Node says of a crash, for instance. */
  readonly onOther: (line: string) => void;
  /** Hears of what came damaged or not at all; whoever can, reads the log again. */
  readonly onDamage: (what: string) => void;
}

/**
 * Puts together what the lines of a log say. A log may be read again from its beginning, after a connection broke: what has
 * been told is not told twice.
 */
export class FrameReader {
  readonly #options: FrameReaderOptions;
  /** The last line of the last message that was told, or given up. */
  #told = 0;
  /** The last line in this reading of the log. */
  #last = 0;
  #parts: string[] = [];

  constructor(options: FrameReaderOptions) {
    this.#options = options;
  }

  /** The log comes from its beginning again. */
  rewind(): void {
    this.#last = 0;
    this.#parts = [];
  }

  line(line: string): void {
    const frame = line.startsWith(PREFIX) ? parsed(line.slice(PREFIX.length)) : undefined;
    if (!line.startsWith(PREFIX)) this.#options.onOther(line);
    else if (isFrame(frame)) this.#frame(frame);
    else this.#options.onDamage(`a line that cannot be read: ${line.slice(0, 80)}`);
  }

  #frame(frame: Frame): void {
    // A log that was rotated begins late, and is nothing new where it has been told.
    const skipped = this.#last === 0 ? frame.seq > this.#told + 1 && !isFirst(frame) : frame.seq !== this.#last + 1;
    this.#last = frame.seq;
    if (frame.seq <= this.#told) return;
    if (skipped) {
      this.#parts = [];
      this.#options.onDamage(`lines before line ${frame.seq} are missing`);
    }
    if ('message' in frame) this.#tell(frame.message, frame.seq);
    else this.#part(frame);
  }

  #part({ seq, part, of, digest, gzip }: Extract<Frame, { part: number }>): void {
    if (part === 0) this.#parts = [];
    // Its beginning is what was missing.
    if (part !== this.#parts.length) return;
    this.#parts.push(gzip);
    if (part + 1 < of) return;
    const compressed = Buffer.from(this.#parts.join(''), 'base64');
    this.#parts = [];
    if (sha256(compressed) === digest) this.#tell(unzipped(compressed), seq);
    else this.#options.onDamage(`a message of ${of} lines that does not have its digest`);
  }

  #tell(message: unknown, seq: number): void {
    this.#told = seq;
    if (isShardMessage(message)) this.#options.onMessage(message);
    else this.#options.onDamage(`a message that cannot be understood: ${JSON.stringify(message).slice(0, 80)}`);
  }
}

const isFirst = (frame: Frame): boolean => !('part' in frame) || frame.part === 0;

function unzipped(compressed: Uint8Array): unknown {
  try {
    return JSON.parse(gunzipSync(compressed, { maxOutputLength: MAX_MESSAGE }).toString('utf8'));
  } catch (error) {
    return String(error);
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
