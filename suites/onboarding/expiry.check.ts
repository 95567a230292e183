import { setTimeout as delay } from 'node:timers/promises';
import { check } from '../harness/check.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { notProcessed, refusedInForm } from '../oracles/refused-request.ts';
import { identityLike } from '../signatures/identities.ts';
import { reading, signingClient } from '../signatures/subjects.ts';
import { requireAccepted } from '../signatures/twins.ts';
import { newcomer, onboardedId } from './newcomers.ts';
import { clientUnder } from './onboarding-call.ts';

/** Long enough to be taken in, whatever the WFM needs for an operator's action to show. */
const LIFETIME_MS = 3000;
const ACTIONS = 4;

/** Certificates count in seconds, and clocks differ; a machine whose clock is further behind sees the doctor. */
const BEYOND_MS = 1100;

const SECOND = 1000;

check(
  {
    id: 'onboarding/certificate-that-expires-is-no-longer-accepted',
    title: 'A client whose certificate expires after it was taken in is refused from then on',
    requirements: ['SIG-006'],
    needs: { caller: 'message-signature', issuer: true },
  },
  async (trial) => {
    const sound = await signingClient(trial);
    const { latencyMs } = trial.session.settings;
    const expires = Math.ceil((Date.now() + LIFETIME_MS + ACTIONS * latencyMs) / SECOND) * SECOND;
    const client = await newcomer(trial, await identityLike(trial, { notAfter: new Date(expires) }));
    const own = await clientUnder(trial, client.identity, await onboardedId(trial, client));
    const subject = reading({ client: own });
    await requireAccepted(subject, (request, usual) => usual(request));
    if (Date.now() > expires)
      throw new NotEvaluated('the WFM took longer than the certificate of the client was valid');
    await delay(expires + BEYOND_MS - Date.now());
    const answer = trial.answer(await subject.send((request, usual) => usual(request)), 'SIG-006');
    const what = 'reading the desired state with a certificate that has expired';
    // How long a WFM may go on to trust what it has judged is not said.
    trial.judge('SIG-006', about(what, notProcessed(answer)), { position: 'G-80' });
    trial.judge('SIG-006', about(what, refusedInForm(answer)), { position: 'G-80' });
    await requireAccepted(reading(sound), sound.sign());
  },
);
