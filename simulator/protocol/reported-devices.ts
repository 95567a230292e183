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

  reported(path: string, exchange: Exchange): void {
    if (isSuccess(exchange)) this.#paths.add(path);
  }

  removed(path: string, exchange: Exchange): void {
    if (isSuccess(exchange)) this.#paths.delete(path);
  }
}

export const isSuccess = ({ outcome }: Exchange): boolean =>
  outcome.kind === 'response' && outcome.response.status >= 200 && outcome.response.status < 300;
