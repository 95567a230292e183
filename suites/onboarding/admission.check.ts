import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { about, judgeThat } from '../oracles/judgement.ts';
import { notProcessed, refusedInForm } from '../oracles/refused-request.ts';
import { accepts, isAccepted, statusIs } from '../oracles/status-code.ts';
import { bothKinds, busyClient, repeatable, signingClient } from '../signatures/subjects.ts';
import { requireAccepted } from '../signatures/twins.ts';
import { requireTakenIn } from './newcomers.ts';
import { askFor, clientIdIn, clientUnder, settledAnswer } from './onboarding-call.ts';

const needs = { caller: 'message-signature' } as const;

check(
  {
    id: 'onboarding/rejected-client-can-be-accepted-later',
    title: 'A client that was turned away before the operator admitted it is taken in afterwards',
    requirements: ['ONB-013'],
    needs: { ...needs, verbs: ['admit'] },
  },
  async (trial) => {
    await requireTakenIn(trial);
    const client = await trial.client({ admitted: false });
    for (const attempt of ['the first request', 'the second request']) {
      const early = trial.answer(await askFor(trial, client), 'ONB-013');
      trial.judge(
        'ONB-013',
        about(
          `${attempt} of a client that nobody admitted`,
          judgeThat(early.status < 500, 'an answer', `status ${early.status}`),
        ),
      );
      if (early.status !== 403)
        trial.observe(`before the operator has admitted it a client is answered with ${early.status}`);
    }
    await client.admit();
    const answer = await settledAnswer(trial, () => askFor(trial, client), 'ONB-013');
    trial.judge('ONB-013', about('a client that the operator has admitted', accepts(answer)));
    const clientId = clientIdIn(trial, answer) ?? '';
    const own = await clientUnder(trial, client.identity, clientId);
    await trial.judgeEventually('ONB-013', async () =>
      about(`the id ${clientId}`, statusIs(trial.answer(await own.api.readDesiredState(), 'ONB-013'), 200)),
    );
  },
);

check(
  {
    id: 'onboarding/retirement-reaches-every-id',
    title: 'A client that has onboarded twice and is taken back is refused under each id that it was given',
    requirements: ['SIG-006'],
    needs: { ...needs, verbs: ['admit', 'retire'] },
  },
  async (trial) => {
    const client = await trial.client();
    const again = clientIdIn(trial, trial.answer(await askFor(trial, client), 'SIG-006'));
    const latest = again === undefined ? client : await clientUnder(trial, client.identity, again);
    const read = async (under: TrialClient): Promise<WireResponse> =>
      trial.answer(await under.api.readDesiredState(), 'SIG-006');
    const names = [client, latest];
    const opened = await Promise.all(names.map(async (under) => isAccepted(await read(under))));
    if (!opened.includes(true)) throw new NotEvaluated('the client is served under none of its ids');
    await latest.retire();
    for (const under of names)
      await trial.judgeEventually('SIG-006', async () =>
        about(`an id of a client that was taken back, ${clientIdOf(under)}`, notProcessed(await read(under))),
      );
  },
);

check(
  {
    id: 'onboarding/retired-client-is-refused',
    title: 'A client that the operator has taken back is refused with 403, at each request and at another onboarding',
    requirements: ['SIG-006', 'ONB-013'],
    needs: { ...needs, verbs: ['admit', 'assign', 'retire'] },
  },
  async (trial) => {
    const [signing, other] = [await busyClient(trial), await signingClient(trial)];
    const { client, sign } = signing;
    for (const subject of repeatable(signing)) await requireAccepted(subject, sign());
    await client.retire();
    for (const subject of repeatable(signing)) {
      let answer: WireResponse | undefined;
      const refused = await eventually(trial.session.target.timeouts.settle, async () => {
        answer = trial.answer(await subject.send(sign()), 'SIG-006');
        return about(`${subject.what} of a client that was taken back`, notProcessed(answer));
      });
      trial.judge('SIG-006', refused);
      if (answer) trial.judge('SIG-006', about(subject.what, statusIs(answer, 403)), { position: 'G-70' });
    }
    if (trial.session.revision.traits.removesDevices) {
      const remove = async (device: string): Promise<WireResponse> =>
        trial.answer(await client.api.removeDevice(device, { authenticate: sign() }), 'SIG-006');
      // A removal that is not denied yet could not be asked for twice.
      await eventually(trial.session.target.timeouts.settle, async () =>
        judgeThat((await remove(`${signing.device}.none`)).status !== 404, 'a denial', 'status 404'),
      );
      const removed = await remove(signing.device);
      trial.judge('SIG-006', about('taking back a device of a client that was taken back', notProcessed(removed)));
    }
    // The operator's word has arrived by then.
    const again = trial.answer(await askFor(trial, client), 'ONB-013');
    trial.judge('ONB-013', about('onboarding of a client that was taken back', notProcessed(again)));
    trial.judge('ONB-013', about('onboarding of a client that was taken back', refusedInForm(again)));
    trial.judge('ONB-013', about('onboarding of a client that was taken back', statusIs(again, 403)), {
      position: 'G-71',
    });
    for (const subject of bothKinds(other)) await requireAccepted(subject, other.sign());
  },
);

const clientIdOf = ({ enrolment }: TrialClient): string => (enrolment.kind === 'client-id' ? enrolment.clientId : '');
