import type { Random } from '../../device/time/random.ts';

/** Names the streams of one purpose, one for each device; two integers of 32 bits. */
export interface StreamKey {
  readonly low: number;
  readonly high: number;
}

/** Of the seed and what is drawn: drawing more for one purpose leaves the others as they are. */
export function streamKey(seed: number, purpose: string): StreamKey {
  let low = mixed(seed | 0);
  let high = mixed(Math.floor(seed / TWO_32) ^ SALT);
  for (let index = 0; index < purpose.length; index += 1) {
    low = mixed(low ^ purpose.charCodeAt(index));
    high = mixed(high ^ low);
  }
  return { low, high };
}

/**
 * The number that stands at `count` in a device's stream, in [0, 1) with 53 bits. Whole numbers of 32 bits are all that
 * it is made with, so it is the same on every machine; nothing is kept, so that a stream costs its counter.
 */
export function uniformAt({ low, high }: StreamKey, device: number, count: number): number {
  const whose = mixed(device ^ low);
  // The counter is mixed before it meets the device: streams would otherwise be pieces of one and the same sequence.
  const upper = mixed(whose ^ mixed(count ^ high));
  const lower = mixed((upper + whose) | 0);
  return ((upper >>> 5) * TWO_26 + (lower >>> 6)) / TWO_53;
}

/** A device's stream from a place on; can be set to another, so that one object serves many devices. */
export class Stream implements Random {
  readonly #key: StreamKey;
  #device: number;
  #count: number;

  constructor(key: StreamKey, device = 0, count = 0) {
    this.#key = key;
    this.#device = device;
    this.#count = count;
  }

  /** How many have been drawn: all that has to be kept in order to go on. */
  get count(): number {
    return this.#count;
  }

  to(device: number, count = 0): this {
    this.#device = device;
    this.#count = count;
    return this;
  }

  next(): number {
    const drawn = uniformAt(this.#key, this.#device, this.#count);
    this.#count += 1;
    return drawn;
  }
}

const TWO_26 = 2 ** 26;
const TWO_32 = 2 ** 32;
const TWO_53 = 2 ** 53;
/** Any odd number: keeps a small seed's upper half, zero, from being mixed to zero. */
const SALT = 0x9e3779b9;

/** `triple32` of Chris Wellons' hash prospector: a bijection of 32 bits with next to no bias. */
function mixed(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 17), 0xed5ad4bb);
  bits = Math.imul(bits ^ (bits >>> 11), 0xac4c1b51);
  bits = Math.imul(bits ^ (bits >>> 15), 0x31848bab);
  return bits ^ (bits >>> 14);
}
