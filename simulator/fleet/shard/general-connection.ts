import type { Exchange, WireRequest } from '../../protocol/exchange.ts';
import { Wire, type WireOptions } from '../../protocol/wire.ts';
import { requestFrom } from '../connections/request/request-bytes.ts';
import type { FleetConnection, PollAnswered } from '../connections/transport.ts';

/** A connection of the general client. */
export class GeneralConnection implements FleetConnection {
  readonly #options: () => WireOptions;
  #wire: Wire | undefined;
  #underWay = 0;

  constructor(options: () => WireOptions) {
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.#underWay > 0;
  }

  async send(request: WireRequest, signal?: AbortSignal): Promise<Exchange> {
    this.#wire ??= new Wire(this.#options());
    this.#underWay += 1;
    try {
      return await this.#wire.send(request, signal);
    } finally {
      this.#underWay -= 1;
    }
  }

  poll(request: Buffer, answered: PollAnswered): void {
    void this.send(requestFrom(request)).then((exchange) => {
      const { outcome } = exchange;
      const status = outcome.kind === 'response' ? outcome.response.status : 0;
      answered(status, Math.round(exchange.durationMs * 1000), status === 304 ? null : exchange);
    });
  }

  async close(): Promise<void> {
    const wire = this.#wire;
    this.#wire = undefined;
    await wire?.close();
  }
}
