import { readTokenAnswer } from '../../simulator/protocol/pre-draft/oauth/token-answer.ts';
import { check } from '../harness/check.ts';

import { about } from '../oracles/judgement.ts';
import { accepts, isAccepted, refusedWith } from '../oracles/status-code.ts';
import { isBearerToken, isNoToken } from '../oracles/token-answer.ts';
import { bearing } from './fields.ts';
import { knownClient, updating } from './subjects.ts';
import { askToken, credentialsOf, takeToken, tokenForm, workingWay } from './token-endpoint.ts';
import { requireAccepted } from './twins.ts';

const needs = { caller: 'bearer-token' } as const;

check(
  {
    id: 'authorization/retired-client-gets-no-token-that-opens',
    title: 'A client that the operator no longer accepts gets no token, or none that opens anything',
    requirements: ['ONB-002'],
    needs: { ...needs, verbs: ['retire'] },
  },
  async (trial) => {
    const client = await knownClient(trial);
    const other = await knownClient(trial);
    const subject = updating(trial, client);
    await requireAccepted(subject);
    const before = await takeToken(trial, client);
    const request = tokenForm(credentialsOf(client), await workingWay(trial, client));
    await client.retire();
    // Its secret is still the right one; that it is accepted no more is what the operator said, and no clause (G-85).
    await trial.judgeEventually(
      'ONB-002',
      async () => {
        const answer = trial.answer(await askToken(trial, client, request), 'ONB-002');
        const token = readTokenAnswer(answer);
        if (!isAccepted(answer) || 'wrong' in token) return isNoToken(answer);
        const opened = trial.answer(await subject.send(bearing(token.value)), 'ONB-002');
        return about('a report with a new token of a retired client', refusedWith(opened, 'any'));
      },
      { position: 'G-85' },
    );
    const earlier = trial.answer(await subject.send(bearing(before.value)), 'ONB-002');
    if (isAccepted(earlier)) trial.observe('a token of before still works after its client was retired');
    await requireAccepted(updating(trial, other));
  },
);

check(
  {
    id: 'authorization/restart-keeps-credentials',
    title: 'After a restart the client id and secret still get a token, and it opens what it did',
    requirements: ['USR-006'],
    needs: { ...needs, verbs: ['restart'] },
    exclusive: true,
  },
  async (trial) => {
    const client = await knownClient(trial);
    const way = await workingWay(trial, client);
    const before = await takeToken(trial, client);
    await requireAccepted(updating(trial, client), bearing(before.value));
    await trial.operator.restart();
    const answer = trial.answer(await askToken(trial, client, tokenForm(credentialsOf(client), way)), 'USR-006');
    trial.judge('USR-006', isBearerToken(answer));
    const token = readTokenAnswer(answer);
    if ('wrong' in token) return;
    const opened = trial.answer(await updating(trial, client).send(bearing(token.value)), 'USR-006');
    trial.judge('USR-006', about('a report with a token of after the restart', accepts(opened)));
    const earlier = trial.answer(await updating(trial, client).send(bearing(before.value)), 'USR-006');
    if (!isAccepted(earlier)) trial.observe('a token of before the restart no longer works');
  },
);
