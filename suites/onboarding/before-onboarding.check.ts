import { certificateThumbprint } from '../../simulator/protocol/rc2/signing.ts';
import { check } from '../harness/check.ts';
import { about } from '../oracles/judgement.ts';
import { notProcessed } from '../oracles/refused-request.ts';
import { statusIs } from '../oracles/status-code.ts';
import { busyClient, repeatable } from '../signatures/subjects.ts';
import { requireAccepted } from '../signatures/twins.ts';
import { newcomer, onboardedId } from './newcomers.ts';
import { clientUnder } from './onboarding-call.ts';

check(
  {
    id: 'onboarding/nothing-works-before-onboarding',
    title: 'Before its onboarding an admitted client reaches no resource, under no id that it could think of',
    requirements: ['SIG-005', 'ONB-013'],
    needs: { caller: 'message-signature', verbs: ['assign'] },
  },
  async (trial) => {
    const busy = await busyClient(trial);
    const client = await newcomer(trial);
    const { identity } = client;
    const guesses = [identity.name, certificateThumbprint(identity.credential), 'undefined', 'null'];
    for (const guess of guesses) {
      const guessing = await clientUnder(trial, identity, guess);
      for (const { what, send } of repeatable({ ...busy, client: guessing })) {
        const answer = trial.answer(await send((request, usual) => usual(request)), 'SIG-005');
        const told = `${what} under the id ${guess} before onboarding`;
        for (const requirement of ['SIG-005', 'ONB-013']) trial.judge(requirement, about(told, notProcessed(answer)));
        trial.judge('SIG-005', about(told, statusIs(answer, 401, 403, 404)), { position: 'G-70' });
      }
    }
    // Under the id that it is given, the same client is served.
    const own = await clientUnder(trial, identity, await onboardedId(trial, client));
    await trial.judgeEventually('ONB-013', async () =>
      about('after onboarding', statusIs(trial.answer(await own.api.readDesiredState(), 'ONB-013'), 200)),
    );
    for (const subject of repeatable(busy)) await requireAccepted(subject, busy.sign());
  },
);
