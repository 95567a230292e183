import type { Exchange } from './exchange.ts';

/** Which devices the WFM knows from a client, for revisions that tell creation (POST) from update (PUT). */
export class ReportedDevices {
  /** By the path of their capabilities. */
  readonly #paths: Set<string>;

  constructor(paths: readonly string[]) {
    this.#paths = new Set(paths);
  }

  methodFor(path: string): 'POST' | 'PUT' {
    return this.#paths.has(path) ? 'PUT' : 'POST';
  }

  /** A WFM may refuse POST of a device that it has, and PUT of one that it has not; the next report goes the other way. */
  reported(path: string, exchange: Exchange): void {
    const status = statusOf(exchange);
    if (isSuccess(exchange) || (status === 409 && this.methodFor(path) === 'POST')) this.#paths.add(path);
    else if (status === 404) this.#paths.delete(path);
  }

  removed(path: string, exchange: Exchange): void {
    if (isSuccess(exchange)) this.#paths.delete(path);
  }
}

export function isSuccess(exchange: Exchange): boolean {
  const status = statusOf(exchange);
  return status !== undefined && status >= 200 && status < 300;
}

const statusOf = ({ outcome }: Exchange): number | undefined =>
  outcome.kind === 'response' ? outcome.response.status : undefined;
