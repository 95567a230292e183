import { setTimeout as delay } from 'node:timers/promises';
import type { AnyRequest } from '../../simulator/protocol/revision.ts';
import { check } from '../harness/check.ts';
import { pauseOf } from '../harness/patience.ts';
import { rawOptions } from '../harness/probe/present.ts';
import { RawConnection, type RawOutcome } from '../harness/probe/raw-connection.ts';
import { NotApplicable, NotEvaluated } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { signatureErrorDocument } from '../oracles/refused-request.ts';
import { changed, INPUT, SIGNATURE, without } from './fields.ts';
import { bothKinds, reading, signingClient } from './subjects.ts';
import { judgeRefusal, requireAccepted } from './twins.ts';

const needs = { caller: 'message-signature' } as const;

check(
  {
    id: 'signatures/refusal-has-error-and-message',
    title: 'The answer to a wrong signature is a JSON object with the texts error and message',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const [signing, other] = [await signingClient(trial), await signingClient(trial)];
    const { sign } = signing;
    const wrong = [
      { how: 'with the key of another client', authenticate: sign({ credential: other.client.identity.credential }) },
      {
        how: 'over another method',
        authenticate: sign({ signs: (request) => ({ ...request, method: 'PATCH' }) }),
      },
      { how: 'a day ago', authenticate: sign({ parameters: (usual) => ({ ...usual, created: sign.now() - 86_400 }) }) },
      { how: 'not at all', authenticate: changed(sign(), without(INPUT), without(SIGNATURE)) },
    ];
    for (const subject of bothKinds(signing)) {
      await requireAccepted(subject, sign());
      for (const { how, authenticate } of wrong) {
        const answer = trial.answer(await subject.send(authenticate), 'SIG-005');
        judgeRefusal(trial, `${subject.what} signed ${how}`, answer, { requirement: 'SIG-005' });
        const document = about(`${subject.what} signed ${how}`, signatureErrorDocument(answer));
        trial.judge('SIG-005', document, { position: 'G-72' });
      }
      await requireAccepted(subject, sign());
    }
  },
);

check(
  {
    id: 'signatures/verified-connection-vouches-for-nothing',
    title: 'On a connection on which a request was verified, the next one is verified too',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const [signing, other] = [await signingClient(trial), await signingClient(trial)];
    const { client } = signing;
    const path = client.api.paths.deployments;
    const bare: AnyRequest = { method: 'GET', path };
    const own = await client.api.authenticated(bare);
    for (const [what, second] of [
      ['an unsigned request after a signed one', bare],
      ['a request with the key of another client after a signed one', await other.client.api.authenticated(bare)],
    ] as const) {
      using connection = await RawConnection.open(rawOptions(trial, { actor: client.id, credential: null }));
      const first = await exchangeOn(connection, own);
      if (first.kind !== 'response' || first.response.status !== 200)
        throw new NotEvaluated(`a signed request was not served on a connection of its own: ${first.kind}`);
      const outcome = await exchangeOn(connection, second);
      if (outcome.kind === 'closed')
        throw new NotApplicable('the WFM keeps no connection on which a second request could be sent');
      if (outcome.kind !== 'response') throw new NotEvaluated(`the second request got no answer: ${outcome.kind}`);
      judgeRefusal(trial, what, outcome.response, { requirement: 'SIG-005' });
      if (!(await connection.closedWithin(CLOSING_MS)))
        trial.observe('a wrong signature leaves the connection open (G-73)');
    }
    await requireAccepted(reading(signing), signing.sign());
  },
);

/** Long enough for a connection that is being closed to be seen closed; what is seen is only observed. */
const CLOSING_MS = 50;

const ATTEMPTS = 5;

/** Rate limits are waited out, since they say nothing about a signature. */
async function exchangeOn(connection: RawConnection, request: AnyRequest): Promise<RawOutcome> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await connection.exchange(request);
    const pause = outcome.kind === 'response' ? pauseOf(outcome.response) : undefined;
    if (pause === undefined || attempt === ATTEMPTS) return outcome;
    await delay(pause);
  }
}
