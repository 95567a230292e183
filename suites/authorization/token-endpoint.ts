import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange, WireRequest, WireResponse } from '../../simulator/protocol/exchange.ts';
import { type AccessToken, readTokenAnswer } from '../../simulator/protocol/pre-draft/oauth/token-answer.ts';
import { type ClientAuthentication, tokenRequest } from '../../simulator/protocol/pre-draft/oauth/token-request.ts';
import type { OAuthEnrolment } from '../../simulator/protocol/revision.ts';
import { Wire } from '../../simulator/protocol/wire.ts';
import { setUpResponse, type TrialClient } from '../harness/client.ts';
import { pauseOf } from '../harness/patience.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';

export const WAYS: readonly ClientAuthentication[] = ['basic', 'body'];

/** What onboarding has handed to a client that is taken in. */
export function credentialsOf({ enrolment }: TrialClient): OAuthEnrolment {
  if (enrolment.kind === 'oauth') return enrolment;
  throw new NotEvaluated('the client has no client id and secret');
}

/** Asks the token endpoint, wherever it is; waits out 429 and 503 as it is told to. */
export async function askToken(trial: Trial, client: TrialClient, request: WireRequest): Promise<Exchange> {
  const { anchors, actor, limits, onExchange } = trial.connectOptions(client.identity);
  const { origin } = new URL(credentialsOf(client).tokenUrl);
  const wire = new Wire({ origin, anchors, actor, limits, connections: 1, onExchange });
  const until = Date.now() + trial.session.target.timeouts.settle;
  try {
    for (;;) {
      const exchange = await wire.send(request);
      const { outcome } = exchange;
      const pause = outcome.kind === 'response' ? pauseOf(outcome.response) : undefined;
      if (pause === undefined || Date.now() + pause > until) return exchange;
      await delay(pause);
    }
  } finally {
    await wire.close();
  }
}

/** The request as it should be, with what is changed in its form; a value of null takes a parameter away. */
export function tokenForm(
  credentials: OAuthEnrolment,
  way: ClientAuthentication,
  changes: Readonly<Record<string, string | null>> = {},
): WireRequest {
  const request = tokenRequest(credentials, way);
  const form = new URLSearchParams(Buffer.from(request.body ?? []).toString());
  for (const [name, value] of Object.entries(changes))
    if (value === null) form.delete(name);
    else form.set(name, value);
  return { ...request, body: Buffer.from(form.toString()) };
}

export const isToken = (answer: WireResponse): boolean =>
  answer.status === 200 && !('wrong' in readTokenAnswer(answer));

/** One of the two ways to authenticate has to work (RFC 6749, 2.3.1); the rest goes that way. */
export async function workingWay(trial: Trial, client: TrialClient): Promise<ClientAuthentication> {
  for (const way of WAYS) {
    const exchange = await askToken(trial, client, tokenForm(credentialsOf(client), way));
    if (isToken(setUpResponse(exchange, 'asking for a token'))) return way;
  }
  throw new NotEvaluated('the token endpoint gives no token for the client id and secret');
}

/** A token of this client. A step on the way: another check has it as its subject. */
export async function takeToken(
  trial: Trial,
  client: TrialClient,
  changes: Readonly<Record<string, string | null>> = {},
): Promise<AccessToken> {
  const way = await workingWay(trial, client);
  const exchange = await askToken(trial, client, tokenForm(credentialsOf(client), way, changes));
  const token = readTokenAnswer(setUpResponse(exchange, 'asking for a token'));
  if ('wrong' in token) throw new NotEvaluated(`the token endpoint gave no token: ${token.wrong}`);
  return token;
}
