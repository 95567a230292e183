import { check } from '../harness/check.ts';
import { authorizedAs, bearing, tokenless } from './fields.ts';
import { knownClient, operations, telling, updating, worker } from './subjects.ts';
import { credentialsOf, takeToken } from './token-endpoint.ts';
import { judgeRefused, type Variant } from './twins.ts';

const needs = { caller: 'bearer-token' } as const;
const FAULT = { requirement: 'ONB-002', usual: 401 } as const;

check(
  {
    id: 'authorization/every-operation-needs-a-token',
    title: 'Reporting and updating capabilities and reporting a status are refused without a token',
    requirements: ['ONB-002'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const [create, ...others] = operations(trial, await worker(trial));
    // A WFM that refuses to be told of a device twice would refuse the twin as well (G-98).
    const again = create && trial.answer(await create.send(), 'ONB-002');
    const known = again !== undefined && again.status >= 400;
    for (const subject of create && !known ? [create, ...others] : others)
      await judgeRefused(trial, subject, [{ how: 'without a token', authenticate: tokenless }], FAULT);
  },
);

check(
  {
    id: 'authorization/empty-authorization-is-refused',
    title: 'An Authorization field that is empty, has a scheme without a token or several of them is no token',
    requirements: ['ONB-002'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const own = await worker(trial);
    const variants: readonly Variant[] = [
      { how: 'with an empty Authorization', authenticate: authorizedAs('') },
      { how: 'with the scheme Bearer alone', authenticate: authorizedAs('Bearer') },
      { how: 'with an empty bearer token', authenticate: authorizedAs('Bearer ""') },
      { how: 'with bearer tokens that nobody gave', authenticate: authorizedAs('Bearer null, Bearer undefined') },
    ];
    for (const subject of [updating(trial, own.client), telling(own)])
      await judgeRefused(trial, subject, variants, FAULT);
  },
);

check(
  {
    id: 'authorization/made-up-token-is-refused',
    title: 'A token that nobody issued is refused, however near it comes to one that was',
    requirements: ['ONB-002'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const own = await worker(trial);
    const { value } = await takeToken(trial, own.client);
    const variants: readonly Variant[] = [
      { how: 'with a random token', authenticate: bearing(crypto.randomUUID()) },
      { how: 'with an unsigned token', authenticate: bearing(unsignedToken(own.client.id)) },
      { how: 'with another character at the start of a token', authenticate: bearing(otherStart(value)) },
      { how: 'with the first half of a token', authenticate: bearing(value.slice(0, value.length / 2)) },
      { how: 'with more behind a token', authenticate: bearing(`${value}AAAAAAAA`) },
    ];
    for (const subject of [updating(trial, own.client), telling(own)])
      await judgeRefused(trial, subject, variants, FAULT);
  },
);

/** A JSON Web Token of the algorithm none (RFC 7519, 6). */
function unsignedToken(subject: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: subject, client_id: subject, exp: Math.floor(Date.now() / 1000) + 600 };
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}

const otherStart = (token: string): string => (token.startsWith('A') ? 'B' : 'A') + token.slice(1);

check(
  {
    id: 'authorization/other-credentials-are-no-token',
    title: 'Client id, client secret, repository token and certificate open nothing in place of a token',
    requirements: ['ONB-002'],
    needs,
  },
  async (trial) => {
    const client = await knownClient(trial);
    const { clientId, clientSecret, repository } = credentialsOf(client);
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const variants: readonly Variant[] = [
      { how: 'with client id and secret as Basic', authenticate: authorizedAs(`Basic ${basic}`) },
      { how: 'with the client secret as token', authenticate: bearing(clientSecret) },
      { how: 'with the client id as token', authenticate: bearing(clientId) },
      ...(repository ? [{ how: "with the repository's token", authenticate: bearing(repository.token) }] : []),
    ];
    await judgeRefused(trial, updating(trial, client), variants, FAULT);
    // Whoever bears a token need not be let in under another scheme, but shows one that is valid.
    const { value } = await takeToken(trial, client);
    const answer = trial.answer(await updating(trial, client).send(authorizedAs(`Token ${value}`)), 'ONB-002');
    if (answer.status < 400) trial.observe(`a token under the scheme Token was answered with ${answer.status}`);
  },
);
