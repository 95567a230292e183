import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import type {
  ConnectOptions,
  ManagementClient,
  RequestOptions,
  Revision,
} from '../../../simulator/protocol/revision.ts';

/** The network of one client, which can fail between two requests. */
export class Network {
  /** Requests that still come through; infinite where the network is sound. */
  #left = Number.POSITIVE_INFINITY;
  #replays = false;
  #oldest: Exchange | undefined;

  cutAfter(requests: number): void {
    this.#left = Math.min(this.#left, requests);
  }

  restore(): void {
    this.#left = Number.POSITIVE_INFINITY;
  }

  /** The next reading of the desired state is answered once more with the first one that was: as if it had come late. */
  replayOldest(): void {
    this.#replays = true;
  }

  get cut(): boolean {
    return this.#left <= 0;
  }

  /** The same revision, over this network. */
  over(revision: Revision): Revision {
    return { ...revision, connect: (options) => this.#gated(revision.connect(options), options) };
  }

  #gated(client: ManagementClient, { actor, endpoint, onExchange }: ConnectOptions): ManagementClient {
    const through = async (path: string, send: () => Promise<Exchange>): Promise<Exchange> => {
      if (this.#left > 0) {
        this.#left -= 1;
        return send();
      }
      const exchange: Exchange = {
        actor,
        origin: endpoint.origin,
        request: { method: 'none', path, headers: [], body: null },
        startedAt: Date.now(),
        durationMs: 0,
        outcome: {
          kind: 'failure',
          failure: { code: 'CONNECTION_REFUSED', message: 'the network of the client fails' },
        },
      };
      onExchange?.(exchange);
      return exchange;
    };
    return {
      actor: client.actor,
      paths: client.paths,
      reportCapabilities: (id, body, options?: RequestOptions) =>
        through(id, () => client.reportCapabilities(id, body, options)),
      removeDevice: (id, options) => through(id, () => client.removeDevice(id, options)),
      readDesiredState: (options) =>
        through('', async () => {
          const exchange = await client.readDesiredState(options);
          const { outcome } = exchange;
          if (outcome.kind === 'response' && outcome.response.status === 200) this.#oldest ??= exchange;
          if (!this.#replays) return exchange;
          this.#replays = false;
          return this.#oldest ?? exchange;
        }),
      fetchDeployment: (id, digest, options) => through(id, () => client.fetchDeployment(id, digest, options)),
      fetchBundle: (digest, options) => through(digest, () => client.fetchBundle(digest, options)),
      fetchReference: (url, options) => through(url, () => client.fetchReference(url, options)),
      reportStatus: (id, body, options) => through(id, () => client.reportStatus(id, body, options)),
      send: (request, options) => through(request.path, () => client.send(request, options)),
      authenticated: (request) => client.authenticated(request),
      close: () => client.close(),
    };
  }
}
