import type { LatencyReport } from '../metrics/report.ts';
import { Tally } from '../metrics/tally.ts';
import type { Adoption } from '../shard/slice-options.ts';
import { canariesIn } from './canary.ts';

/** Strays beyond these tell nothing new. */
const MOST_STRAYS = 100;

interface Asked {
  readonly canary: string;
  /** When the WFM had acknowledged it, in microseconds from the start. */
  readonly at: number;
}

/** How long it takes until a device carries out what the operator asked for, and whether it carries out what is not its own. */
export class Adoptions {
  readonly #nonce: string;
  readonly #asked = new Map<number, Asked>();
  /** The last that a device carried out: it may be heard of before the answer of the call. */
  readonly #last = new Map<number, string>();
  readonly #latency = new Tally();
  readonly #strays: Adoption[] = [];
  #superseded = 0;

  constructor(nonce: string) {
    this.#nonce = nonce;
  }

  /** The WFM has acknowledged a change; what was asked of the device before it is not waited for any more. */
  asked(device: number, canary: string, at: number): void {
    if (this.#last.get(device) === canary) this.#latency.record(0);
    else {
      if (this.#asked.has(device)) this.#superseded += 1;
      this.#asked.set(device, { canary, at });
    }
  }

  /** Nothing is to be carried out any more. */
  withdrawn(device: number): void {
    if (this.#asked.delete(device)) this.#superseded += 1;
  }

  adopted(adoption: Adoption): void {
    const { device, canary, at } = adoption;
    const isOwn = canariesIn(canary).every((each) => each.device === device && each.nonce === this.#nonce);
    if (!isOwn) {
      if (this.#strays.length < MOST_STRAYS) this.#strays.push(adoption);
      return;
    }
    this.#last.set(device, canary);
    const asked = this.#asked.get(device);
    if (asked?.canary !== canary) return;
    this.#asked.delete(device);
    this.#latency.record(Math.max(0, Math.round(at - asked.at)));
  }

  get latency(): LatencyReport {
    return { count: this.#latency.count, response: this.#latency.encoded() };
  }

  /** Changes that are still waited for. */
  get pending(): number {
    return this.#asked.size;
  }

  /** Changes that another one replaced before a device had carried them out. */
  get superseded(): number {
    return this.#superseded;
  }

  get strays(): readonly Adoption[] {
    return this.#strays;
  }
}
