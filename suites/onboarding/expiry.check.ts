import { setTimeout as delay } from 'node:timers/promises';
import { check } from '../harness/check.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { notProcessed, refusedInForm } from '../oracles/refused-request.ts';
import { identityLike } from '../signatures/identities.ts';
import { reading, type Subject, signingClient } from '../signatures/subjects.ts';
import { requireAccepted } from '../signatures/twins.ts';
import { newcomer, onboardedId } from './newcomers.ts';
import { clientUnder } from './onboarding-call.ts';

/** The longer one is for a WFM, or a machine, that has not taken the client in within the shorter. */
const LIFETIMES_MS = [3_000, 12_000];

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
    for (const lifetime of LIFETIMES_MS) {
      const expires = Math.ceil((Date.now() + lifetime) / SECOND) * SECOND;
      const subject = await servedUntil(trial, expires);
      if (!subject) continue;
      await delay(expires + BEYOND_MS - Date.now());
      const answer = trial.answer(await subject.send((request, usual) => usual(request)), 'SIG-006');
      const what = 'reading the desired state with a certificate that has expired';
      // How long a WFM may go on to trust what it has judged is not said.
      trial.judge('SIG-006', about(what, notProcessed(answer)), { position: 'G-80' });
      trial.judge('SIG-006', about(what, refusedInForm(answer)), { position: 'G-80' });
      await requireAccepted(reading(sound), sound.sign());
      return;
    }
    throw new NotEvaluated('the WFM takes longer to take a client in than its certificate is valid');
  },
);

/** What a client with a certificate that ends then is served with before; undefined where that did not come about in time. */
async function servedUntil(trial: Trial, expires: number): Promise<Subject | undefined> {
  try {
    const client = await newcomer(trial, await identityLike(trial, { notAfter: new Date(expires) }));
    const own = await clientUnder(trial, client.identity, await onboardedId(trial, client));
    const subject = reading({ client: own });
    await requireAccepted(subject, (request, usual) => usual(request));
    return Date.now() < expires ? subject : undefined;
  } catch (error) {
    if (error instanceof NotEvaluated && Date.now() >= expires) return undefined;
    throw error;
  }
}
