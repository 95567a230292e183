/** Operations on the same thing one after the other, also where the caller has stopped waiting for the former. */
export class Lanes {
  readonly #last = new Map<string, Promise<unknown>>();

  run<Result>(name: string, operation: () => Promise<Result>): Promise<Result> {
    const result = (this.#last.get(name) ?? Promise.resolve()).then(operation, operation);
    this.#last.set(name, result);
    const forget = () => {
      if (this.#last.get(name) === result) this.#last.delete(name);
    };
    result.then(forget, forget);
    return result;
  }
}
