import { jsonBytes } from '../../simulator/protocol/json.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import { patient } from '../harness/patience.ts';
import { NotApplicable } from '../harness/verdict.ts';
import { DEVICE } from '../identity/clients-with-workloads.ts';
import { soundTwin } from '../identity/kinds.ts';
import { about, HOLDS } from '../oracles/judgement.ts';
import { readManifest } from '../oracles/manifest.ts';
import { statusIs } from '../oracles/status-code.ts';

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
    const { identity } = await soundTwin(trial);
    for (const { name, url } of target.sharing) {
      const connected = revision.connect({ ...trial.connectOptions(identity), endpoint: new URL(url) });
      const client = patient(connected, target.timeouts.settle);
      try {
        await trial.judgeEventually('USR-007', async () => {
          const report = await client.reportCapabilities(DEVICE, jsonBytes(plainHost(DEVICE)));
          return about(`a report to the endpoint ${name}`, statusIs(trial.answer(report), 201, 200));
        });
        const read = readManifest(trial.answer(await client.readDesiredState()));
        trial.judge(
          'USR-007',
          about(`the desired state at the endpoint ${name}`, 'wrong' in read ? read.wrong : HOLDS),
        );
      } finally {
        await client.close();
      }
    }
  },
);
