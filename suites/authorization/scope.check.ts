import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { readTokenAnswer } from '../../simulator/protocol/pre-draft/oauth/token-answer.ts';
import { check } from '../harness/check.ts';
import { setUpResponse } from '../harness/client.ts';
import { NotApplicable } from '../harness/verdict.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { isAccepted } from '../oracles/status-code.ts';
import { scopesOf } from '../oracles/token-answer.ts';
import { bearing } from './fields.ts';
import { telling, updating, worker } from './subjects.ts';
import { askToken, credentialsOf, tokenForm, workingWay } from './token-endpoint.ts';
import { requireAccepted } from './twins.ts';

check(
  {
    id: 'authorization/narrower-scope-opens-less',
    title: 'Where tokens have several scopes, one that is asked for with fewer of them does not open everything',
    requirements: ['ONB-002'],
    needs: { caller: 'bearer-token', verbs: ['assign'] },
  },
  async (trial) => {
    const own = await worker(trial);
    const way = await workingWay(trial, own.client);
    const ask = async (scope: string | null): Promise<WireResponse> => {
      const request = tokenForm(credentialsOf(own.client), way, { scope });
      return setUpResponse(await askToken(trial, own.client, request), 'asking for a token');
    };
    const full = scopesOf(await ask(null));
    if (full.length < 2)
      throw new NotApplicable(`the scope of a token is ${full[0] ?? 'not said'}: there is no lesser one`);
    const subjects = [updating(trial, own.client), telling(own)];
    for (const subject of subjects) await requireAccepted(subject);
    const narrower: { readonly scope: string; readonly opensAll: boolean }[] = [];
    for (const scope of full) {
      const answer = await ask(scope);
      const token = readTokenAnswer(answer);
      if ('wrong' in token || scopesOf(answer).length >= full.length) continue;
      const served: boolean[] = [];
      for (const subject of subjects)
        served.push(isAccepted(trial.answer(await subject.send(bearing(token.value)), 'ONB-002')));
      narrower.push({ scope, opensAll: !served.includes(false) });
    }
    for (const subject of subjects) await requireAccepted(subject);
    if (narrower.length === 0) throw new NotApplicable('no token is given with fewer scopes than the usual one');
    // What a scope is for only the WFM knows; one of several that is for everything may be among them.
    const judgement = judgeThat(
      narrower.some(({ opensAll }) => !opensAll),
      'a token of fewer scopes that does not open everything',
      `each of ${narrower.map(({ scope }) => scope).join(', ')} does`,
    );
    trial.judge('ONB-002', judgement, { position: 'G-85' });
  },
);
