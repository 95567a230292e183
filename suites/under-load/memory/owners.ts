import { fingerprint } from './fingerprint.ts';

/** Enough for the deployments of a large fleet; beyond it the oldest are no longer known. */
const CAPACITY = 500_000;

/** Which device a name was given to that is one client's alone: a deployment, a client id, a repository. */
export class Owners {
  readonly #owners = new Map<number, number>();
  readonly #capacity: number;

  constructor(capacity: number = CAPACITY) {
    this.#capacity = capacity;
  }

  /** The other device that it was given to before; else it is this one's from now on. */
  claim(name: string, device: number): number | undefined {
    const key = fingerprint(name);
    const owner = this.#owners.get(key);
    if (owner !== undefined) return owner === device ? undefined : owner;
    if (this.#owners.size >= this.#capacity) this.#dropOldest();
    this.#owners.set(key, device);
    return undefined;
  }

  release(name: string, device: number): void {
    const key = fingerprint(name);
    if (this.#owners.get(key) === device) this.#owners.delete(key);
  }

  #dropOldest(): void {
    for (const key of this.#owners.keys()) {
      this.#owners.delete(key);
      return;
    }
  }
}
