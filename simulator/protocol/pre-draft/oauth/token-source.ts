import { NotAuthenticated } from '../../api-client.ts';
import type { Exchange } from '../../exchange.ts';
import type { ConnectOptions, OAuthEnrolment } from '../../revision.ts';
import { type Transport, transportTo } from '../../transport.ts';
import { type AccessToken, isInvalidClient, readTokenAnswer } from './token-answer.ts';
import { type ClientAuthentication, tokenRequest } from './token-request.ts';

/** A token is renewed so long before it ends, or a tenth of its life before where that is less. */
const MARGIN_SECONDS = 30;

interface HeldToken {
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly renewAt: number;
}

/** The access tokens of one client: fetched when they are needed, once for all calls that wait for one. */
export class TokenSource {
  readonly #enrolment: OAuthEnrolment;
  readonly #transport: Transport;
  readonly #now: () => number;
  #authentication: ClientAuthentication = 'basic';
  #held: HeldToken | undefined;
  #fetching: Promise<HeldToken> | undefined;

  constructor(enrolment: OAuthEnrolment, options: ConnectOptions) {
    this.#enrolment = enrolment;
    this.#now = options.now ?? Date.now;
    this.#transport = transportTo(options, { origin: new URL(enrolment.tokenUrl).origin, connections: 1 });
  }

  /** @throws NotAuthenticated with the exchange that brought none */
  async token(): Promise<string> {
    if (this.#held && this.#now() < this.#held.renewAt) return this.#held.value;
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return (await this.#fetching).value;
  }

  /** The token was refused; another one is fetched unless that has happened already. */
  reject(token: string): void {
    if (this.#held?.value === token) this.#held = undefined;
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #fetch(): Promise<HeldToken> {
    let exchange = await this.#transport.send(tokenRequest(this.#enrolment, this.#authentication));
    if (this.#authentication === 'basic' && isRefusedClient(exchange)) {
      exchange = await this.#transport.send(tokenRequest(this.#enrolment, 'body'));
      // Kept only where it helped: a client that is known no more is refused either way.
      if (!isRefusedClient(exchange)) this.#authentication = 'body';
    }
    const token = tokenOf(exchange);
    const renewAt = this.#now() + usableSeconds(token) * 1000;
    this.#held = { value: token.value, renewAt };
    return this.#held;
  }
}

const isRefusedClient = ({ outcome }: Exchange): boolean =>
  outcome.kind === 'response' && isInvalidClient(outcome.response);

function tokenOf(exchange: Exchange): AccessToken {
  const { outcome } = exchange;
  if (outcome.kind === 'failure' || outcome.response.status !== 200) throw new NotAuthenticated(exchange);
  const token = readTokenAnswer(outcome.response);
  if (!('wrong' in token)) return token;
  // A success of the token endpoint must not pass for one of the call.
  const message = `TOKEN_UNUSABLE: ${token.wrong}`;
  throw new NotAuthenticated({
    ...exchange,
    outcome: { kind: 'failure', failure: { code: 'MALFORMED_RESPONSE', message } },
  });
}

const usableSeconds = ({ lifetimeSeconds }: AccessToken): number =>
  lifetimeSeconds === undefined
    ? Number.POSITIVE_INFINITY
    : lifetimeSeconds - Math.min(MARGIN_SECONDS, lifetimeSeconds / 10);
