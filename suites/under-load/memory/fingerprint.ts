/**
 * 53 bits that stand for a text, as a number: what is remembered of texts that are never shown. That two of a million
 * texts have the same is less likely than one in ten thousand. (cyrb53, in the public domain.)
 */
export function fingerprint(text: string): number {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 2_654_435_761);
    high = Math.imul(high ^ code, 1_597_334_677);
  }
  return combined(low, high);
}

/** As of the text whose characters are the bytes from `start` up to `end`. */
export function bytesFingerprint(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let index = start; index < end; index += 1) {
    const code = bytes[index] ?? 0;
    low = Math.imul(low ^ code, 2_654_435_761);
    high = Math.imul(high ^ code, 1_597_334_677);
  }
  return combined(low, high);
}

function combined(low: number, high: number): number {
  const first = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  const second = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(first ^ (first >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & second) + (first >>> 0);
}
