import { deflateSync } from 'node:zlib';
import { HIGHEST_US, SIGNIFICANT_DIGITS } from './layout.ts';
import type { EncodedHistogram } from './report.ts';

/** Of the format's second version; the low bits say that words have no fixed length. */
const COOKIE = 0x1c849303 | 0x10;
const COMPRESSED_COOKIE = 0x1c849304 | 0x10;

const HEADER_BYTES = 40;
const ENVELOPE_BYTES = 8;
const MAX_WORD_BYTES = 9;

/** Twice a second on the thread that sends: quick counts for more than small. */
const COMPRESSION = { level: 1 };

/**
 * Buckets that hold something, in order, as the compressed V2 format of HdrHistogram. The library's encoder goes over every
 * bucket through a growing buffer, at several times the cost, and writes two fields of the header otherwise than others read them.
 */
export function encodeBuckets(indexes: Uint16Array, counts: Float64Array): EncodedHistogram {
  const plain = Buffer.alloc(HEADER_BYTES + indexes.length * 2 * MAX_WORD_BYTES);
  let end = HEADER_BYTES;
  let next = 0;
  for (let at = 0; at < indexes.length; at += 1) {
    const index = indexes[at] ?? 0;
    // A run of empty buckets is a negative number; a single one is a count of none.
    if (index - next === 1) end = writeWord(plain, end, 0);
    else if (index > next) end = writeWord(plain, end, (index - next) * 2 - 1);
    end = writeWord(plain, end, (counts[at] ?? 0) * 2);
    next = index + 1;
  }
  plain.writeInt32BE(COOKIE, 0);
  plain.writeInt32BE(end - HEADER_BYTES, 4);
  plain.writeInt32BE(0, 8);
  plain.writeInt32BE(SIGNIFICANT_DIGITS, 12);
  plain.writeBigInt64BE(1n, 16);
  plain.writeBigInt64BE(BigInt(HIGHEST_US), 24);
  plain.writeDoubleBE(1, 32);
  const compressed = deflateSync(plain.subarray(0, end), COMPRESSION);
  const envelope = Buffer.alloc(ENVELOPE_BYTES);
  envelope.writeInt32BE(COMPRESSED_COOKIE, 0);
  envelope.writeInt32BE(compressed.length, 4);
  return Buffer.concat([envelope, compressed]).toString('base64');
}

/** Seven bits a byte, low ones first, the highest bit set where more follow. Answers where the next word begins. */
function writeWord(into: Buffer, at: number, word: number): number {
  let rest = word;
  let end = at;
  while (rest >= 0x80) {
    into[end] = (rest % 0x80) | 0x80;
    rest = Math.floor(rest / 0x80);
    end += 1;
  }
  into[end] = rest;
  return end + 1;
}
