import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { ShardMessage } from './message.ts';

/** Leads each line of ours: a log also has what Node or a library writes. */
export const PREFIX = '@waspect ';

/** A line of the log. `seq` counts the lines of a shard from 1, so that one that is missing is seen. */
export type Frame =
  | { readonly seq: number; readonly message: unknown }
  /** A piece of a message in gzip and base64; `digest` is the SHA-256 of all its compressed bytes, in hexadecimal. */
  | {
      readonly seq: number;
      readonly part: number;
      readonly of: number;
      readonly digest: string;
      readonly gzip: string;
    };

/** Runtimes of containers cut lines at 16 KiB; half of that leaves room for what they put before each. */
const LONGEST = 8 * 1024;
const PIECE = 6 * 1024;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The lines that say a message, without line ends: one where it is short, else as many as it takes. */
export function framesOf(message: ShardMessage, seq: number): readonly string[] {
  const text = JSON.stringify(message);
  const whole = line({ seq, message });
  if (Buffer.byteLength(whole) <= LONGEST) return [whole];
  const compressed = gzipSync(text);
  const digest = sha256(compressed);
  const base64 = compressed.toString('base64');
  const of = Math.ceil(base64.length / PIECE);
  return Array.from({ length: of }, (_, part) =>
    line({ seq: seq + part, part, of, digest, gzip: base64.slice(part * PIECE, (part + 1) * PIECE) }),
  );
}

const line = (frame: Frame): string => `${PREFIX}${JSON.stringify(frame)}`;
