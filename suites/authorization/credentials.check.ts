import type { WireRequest } from '../../simulator/protocol/exchange.ts';
import type { OAuthEnrolment } from '../../simulator/protocol/revision.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { about } from '../oracles/judgement.ts';
import { isNoToken, isTokenError } from '../oracles/token-answer.ts';
import { askToken, credentialsOf, takeToken, tokenForm, WAYS } from './token-endpoint.ts';

const needs = { caller: 'bearer-token' } as const;
const RFC = { position: 'G-101' } as const;

/** A request for a token that has to be in vain; `what` completes "a token for …". */
interface Vain {
  readonly what: string;
  readonly request: WireRequest;
}

/** Judges that none gets a token, while the right request does before and after it. */
async function judgeInVain(trial: Trial, client: TrialClient, vain: readonly Vain[]): Promise<void> {
  await takeToken(trial, client);
  for (const { what, request } of vain) {
    const exchange = await askToken(trial, client, request);
    await takeToken(trial, client);
    const answer = trial.answer(exchange, 'ONB-002');
    trial.judge('ONB-002', about(`for ${what}`, isNoToken(answer)));
    trial.judge('ONB-002', about(`the refusal of ${what}`, isTokenError(answer)), RFC);
  }
}

/** The same mistake, whichever way the client authenticates. */
const eachWay = (what: string, credentials: OAuthEnrolment): readonly Vain[] =>
  WAYS.map((way) => ({ what: `${what} (${way})`, request: tokenForm(credentials, way) }));

check(
  {
    id: 'authorization/wrong-secret-gets-no-token',
    title: 'No token is given for a secret that is not that of the client, however near it comes to it',
    requirements: ['ONB-002'],
    needs,
  },
  async (trial) => {
    const client = await trial.client();
    const credentials = credentialsOf(client);
    const { clientSecret } = credentials;
    const secrets: Readonly<Record<string, string>> = {
      'a made-up secret': crypto.randomUUID(),
      'the first half of the secret': clientSecret.slice(0, Math.max(1, clientSecret.length / 2)),
      'a secret with more behind it': `${clientSecret}A`,
      'the secret in capitals': clientSecret.toUpperCase(),
      'the secret in small letters': clientSecret.toLowerCase(),
      'the client id as secret': credentials.clientId,
      'an empty secret': '',
    };
    const vain = Object.entries(secrets)
      .filter(([, secret]) => secret !== clientSecret)
      .flatMap(([what, secret]) => eachWay(what, { ...credentials, clientSecret: secret }));
    await judgeInVain(trial, client, vain);
  },
);

check(
  {
    id: 'authorization/unknown-client-gets-no-token',
    title: 'No token is given for a client id that nobody has, for none, or for one with the secret of another client',
    requirements: ['ONB-002'],
    needs,
  },
  async (trial) => {
    const client = await trial.client();
    const other = await trial.client();
    const credentials = credentialsOf(client);
    const { clientSecret } = credentialsOf(other);
    const vain = [
      ...eachWay('a client id that nobody has', { ...credentials, clientId: `${trial.newClientId()}-nobody` }),
      ...(clientSecret === credentials.clientSecret
        ? []
        : eachWay("another client's secret", { ...credentials, clientSecret })),
      {
        what: 'no client at all',
        request: tokenForm(credentials, 'body', { client_id: null, client_secret: null }),
      },
      { what: 'a client id without a secret', request: tokenForm(credentials, 'body', { client_secret: null }) },
    ];
    await judgeInVain(trial, client, vain);
  },
);

check(
  {
    id: 'authorization/other-grants-prove-nothing',
    title: 'A code, a password or a token of before that nobody gave gets no token without the secret',
    requirements: ['ONB-002'],
    needs,
  },
  async (trial) => {
    const client = await trial.client();
    const { clientId } = credentialsOf(client);
    const grants: readonly Readonly<Record<string, string>>[] = [
      { grant_type: 'password', username: clientId, password: clientId },
      { grant_type: 'authorization_code', code: 'waspect', redirect_uri: 'https://localhost/' },
      { grant_type: 'refresh_token', refresh_token: 'waspect' },
      { grant_type: 'implicit' },
    ];
    const vain = grants.flatMap((grant) =>
      [null, crypto.randomUUID()].map((secret) => ({
        what: `the grant ${grant['grant_type']} with ${secret === null ? 'no secret' : 'a made-up one'}`,
        request: tokenForm(credentialsOf(client), 'body', { ...grant, client_secret: secret }),
      })),
    );
    await judgeInVain(trial, client, vain);
    const unknown = tokenForm(credentialsOf(client), 'body', { grant_type: 'waspect' });
    const answer = trial.answer(await askToken(trial, client, unknown), 'ONB-002');
    trial.judge('ONB-002', about('a grant type that does not exist', isNoToken(answer)), RFC);
  },
);
