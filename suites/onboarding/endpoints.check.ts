import { jsonBytes } from '../../simulator/protocol/json.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import { patient } from '../harness/patience.ts';
import { NotApplicable, NotEvaluated } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { accepts, statusIs } from '../oracles/status-code.ts';

check(
  {
    id: 'onboarding/endpoints-share-credentials',
    title: 'A client gets along with each endpoint that shares the credentials of the one under test',
    requirements: ['USR-007'],
  },
  async (trial) => {
    const { target, revision } = trial.session;
    if (target.sharing.length === 0)
      throw new NotApplicable('the target names no further endpoint that accepts the same credentials (shared)');
    const sound = await trial.client();
    const device = sound.device();
    for (const { name, url } of target.sharing) {
      const connected = revision.connect({
        ...trial.connectOptions(sound.identity, sound.enrolment),
        endpoint: new URL(url),
      });
      const client = patient(connected, target.timeouts.settle);
      try {
        await trial.judgeEventually('USR-007', async () => {
          const report = await client.reportCapabilities(device, jsonBytes(plainHost(device)));
          const answer = trial.answer(report);
          if (answer.status >= 500) throw new NotEvaluated(`a report was answered with ${answer.status}`);
          return about(`a report to the endpoint ${name}`, accepts(answer));
        });
        if (revision.traits.desiredState !== 'manifest') continue;
        const answer = trial.answer(await client.readDesiredState());
        trial.judge('USR-007', about(`the desired state at the endpoint ${name}`, statusIs(answer, 200)));
      } finally {
        await client.close();
      }
    }
  },
);
