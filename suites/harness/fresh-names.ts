import { shortHash, uuidOf } from './seed.ts';

/** Names of one check that no other check, and no earlier run, has used: they follow from the run's nonce. */
export class FreshNames {
  readonly #nonce: string;
  readonly #check: string;
  #clients = 0;
  #keys = 0;

  constructor(nonce: string, check: string) {
    this.#nonce = nonce;
    this.#check = check;
  }

  clientId(): string {
    this.#clients += 1;
    return `w-${this.#nonce}-${shortHash(this.#check)}-${this.#clients}`;
  }

  /** For `assign`, which answers the same deployment for the same key. */
  key(): string {
    this.#keys += 1;
    return uuidOf(`${this.#nonce}/${this.#check}/key ${this.#keys}`);
  }
}
