/** Lets one operation at a time work on a release, in the order of arrival. */
export class ReleaseQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** Runs after all that was queued for this release before; rejects as the operation does. */
  run<T>(release: string, operation: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(release) ?? Promise.resolve();
    const result = before.then(operation);
    const tail: Promise<void> = result.then(
      () => this.#leave(release, tail),
      () => this.#leave(release, tail),
    );
    this.#tails.set(release, tail);
    return result;
  }

  isBusy(release: string): boolean {
    return this.#tails.has(release);
  }

  /** When all that is queued now has come to its end. */
  async idle(): Promise<void> {
    await Promise.all(this.#tails.values());
  }

  #leave(release: string, tail: Promise<unknown>): void {
    if (this.#tails.get(release) === tail) this.#tails.delete(release);
  }
}
