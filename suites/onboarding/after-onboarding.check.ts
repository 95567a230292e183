import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { about, judgeThat } from '../oracles/judgement.ts';
import { readManifest } from '../oracles/manifest.ts';
import { notProcessed, refusedInForm } from '../oracles/refused-request.ts';
import { statusIs } from '../oracles/status-code.ts';
import { busyClient, reading, signingClient } from '../signatures/subjects.ts';
import { judgeRefusal, requireAccepted } from '../signatures/twins.ts';
import { newcomer, onboardedId } from './newcomers.ts';
import { askFor, clientUnder } from './onboarding-call.ts';

const needs = { caller: 'message-signature' } as const;

check(
  {
    id: 'onboarding/known-package-is-no-workload',
    title: 'A client that is taken in has no workload, although the WFM has assigned the package to another',
    requirements: ['USR-005'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const busy = await busyClient(trial);
    const client = await newcomer(trial);
    const own = await clientUnder(trial, client.identity, await onboardedId(trial, client));
    // What another client is assigned meanwhile has shown there: what is empty now is not only late.
    await busy.client.assign(busy.device, plainDeployment('later'));
    const { deployments, bundle } = await own.manifest();
    trial.judge(
      'USR-005',
      judgeThat(
        deployments.length === 0 && bundle === null,
        'an empty desired state of a client that was just taken in',
        `${deployments.length} deployments`,
      ),
    );
  },
);

check(
  {
    id: 'onboarding/onboarding-again-keeps-what-there-is',
    title:
      'A client that asks again and goes on under the id that works finds its device and its desired state as they were',
    requirements: ['USR-006'],
    needs: { ...needs, verbs: ['assign', 'devices'] },
  },
  async (trial) => {
    const { client, device, workload } = await busyClient(trial);
    trial.answer(await askFor(trial, client), 'USR-006');
    const read = readManifest(trial.answer(await client.api.readDesiredState(), 'USR-006'));
    if ('wrong' in read) return trial.observe('after another onboarding the former id is not served any more');
    const devices = (await trial.operator.devices(client.client)).map(({ deviceId }) => deviceId);
    trial.judge(
      'USR-006',
      judgeThat(
        devices.includes(device),
        `the device ${device} that was reported before`,
        devices.join(', ') || 'none',
      ),
    );
    const ids = read.manifest.deployments.map(({ deploymentId }) => deploymentId);
    trial.judge(
      'USR-006',
      judgeThat(
        ids.includes(workload.deploymentId),
        `the deployment ${workload.deploymentId} that was there before`,
        ids.join(', '),
      ),
    );
  },
);

check(
  {
    id: 'onboarding/restart-keeps-onboardings',
    title: 'After a restart each client id is served to the key that it was given for, and to no other',
    requirements: ['USR-006', 'ONB-013'],
    needs: { ...needs, verbs: ['restart'] },
    exclusive: true,
  },
  async (trial) => {
    const [signing, other] = [await signingClient(trial), await signingClient(trial)];
    await trial.operator.restart();
    for (const { client } of [signing, other]) {
      const served = await eventually(trial.session.target.timeouts.settle, async () =>
        about(
          "a client's id after the restart",
          statusIs(trial.answer(await client.api.readDesiredState(), 'USR-006'), 200),
        ),
      );
      for (const requirement of ['ONB-013', 'USR-006']) trial.judge(requirement, served);
    }
    const forged = signing.sign({ credential: other.client.identity.credential });
    const answer = trial.answer(await reading(signing).send(forged), 'ONB-013');
    judgeRefusal(trial, 'the key of another client after the restart', answer, { requirement: 'ONB-013' });
    const late = await newcomer(trial);
    const own = await clientUnder(trial, late.identity, await onboardedId(trial, late));
    await requireAccepted(reading({ client: own }), (request, usual) => usual(request));
    await requireAccepted(reading(signing), signing.sign());
  },
);

check(
  {
    id: 'onboarding/restart-keeps-retirements',
    title: 'After a restart a client that was taken back before is refused as it was',
    requirements: ['SIG-006', 'USR-006'],
    needs: { ...needs, verbs: ['retire', 'restart'] },
    exclusive: true,
  },
  async (trial) => {
    const [signing, other] = [await signingClient(trial), await signingClient(trial)];
    await requireAccepted(reading(signing), signing.sign());
    await signing.client.retire();
    const refused = await eventually(trial.session.target.timeouts.settle, async () =>
      notProcessed(trial.answer(await reading(signing).send(signing.sign()), 'SIG-006')),
    );
    if (!refused.ok) throw new NotEvaluated('a client that was taken back is served before any restart');
    await trial.operator.restart();
    await trial.judgeEventually('USR-006', async () =>
      statusIs(trial.answer(await reading(other).send(other.sign()), 'USR-006'), 200),
    );
    const answer = trial.answer(await reading(signing).send(signing.sign()), 'SIG-006');
    trial.judge('SIG-006', about('a client that was taken back before the restart', notProcessed(answer)));
    trial.judge('SIG-006', about('a client that was taken back before the restart', refusedInForm(answer)), {
      position: 'G-70',
    });
  },
);
