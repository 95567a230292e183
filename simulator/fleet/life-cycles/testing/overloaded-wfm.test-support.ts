import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { TLSSocket } from 'node:tls';
import { digestOf } from '../../../device/desired-state/digest.ts';
import type { Authority } from '../../../pki/authority.ts';
import type { Credential } from '../../../pki/svid.ts';
import { MANIFEST } from '../../../protocol/media-types.ts';

const MANIFEST_BODY = '{"manifestVersion":1,"bundle":null,"deployments":[]}';
const ETAG = `"${digestOf(Buffer.from(MANIFEST_BODY))}"`;
/** After its first answer it asks each client to stay away for this long, */
const ANSWERED = 1;
const RETRY_AFTER_S = 1;
/** and then refuses it as often as this without a word of when. */
const REFUSED = 3;

/** What a client has had of it. */
interface Account {
  polls: number;
  refusedUntil: number;
  refused: number;
}

/** A WFM of 1.0.0-rc.3 that is at its limit: each client is let in, then asked to wait, then refused, then let in again. */
export class OverloadedWfm implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #accounts = new Map<string, Account>();

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
    server.on('request', (request, response) => this.#answer(request, response));
  }

  static async start(root: Authority, { chainPem, keyPem }: Credential): Promise<OverloadedWfm> {
    const server = createServer({ cert: chainPem, key: keyPem, ca: root.certificatePem, requestCert: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
    return new OverloadedWfm(server, `https://127.0.0.1:${address.port}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    if (request.method === 'PUT') {
      response.writeHead(201).end();
      return;
    }
    const account = this.#accountOf(request);
    account.polls += 1;
    if (account.polls === ANSWERED + 1) account.refusedUntil = performance.now() + RETRY_AFTER_S * 1000;
    if (performance.now() < account.refusedUntil) response.setHeader('retry-after', RETRY_AFTER_S).writeHead(429).end();
    else if (account.polls > ANSWERED && account.refused < REFUSED) {
      account.refused += 1;
      response.writeHead(503).end();
    } else if (request.headers['if-none-match'] === ETAG) response.writeHead(304, { etag: ETAG }).end();
    else response.writeHead(200, { 'content-type': MANIFEST, etag: ETAG }).end(MANIFEST_BODY);
  }

  #accountOf({ socket }: IncomingMessage): Account {
    const client = socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.fingerprint256 : undefined;
    const account = this.#accounts.get(client ?? '') ?? { polls: 0, refusedUntil: 0, refused: 0 };
    this.#accounts.set(client ?? '', account);
    return account;
  }
}
