import { Agent, request } from 'node:http';

/** The operator of a WAS over its control contract, on connections that are kept. */
export class LoadOperator implements Disposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  /** The text of the answer; rejects unless it is 200. */
  call(verb: string, body: object): Promise<string> {
    return new Promise((resolve, reject) => {
      const outgoing = request(`${this.#base}/${verb}`, { method: 'POST', agent: this.#agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () =>
          response.statusCode === 200 ? resolve(text) : reject(new Error(`WAS_LOAD: ${verb} gets ${text}`)),
        );
      });
      outgoing.on('error', reject).end(JSON.stringify(body));
    });
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
