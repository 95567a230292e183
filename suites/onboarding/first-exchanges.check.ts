import { jsonBytes } from '../../simulator/protocol/json.ts';
import { hostCapabilities } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { readManifest } from '../oracles/manifest.ts';
import { accepts } from '../oracles/status-code.ts';

check(
  {
    id: 'onboarding/device-without-workloads-reads-an-empty-state',
    title: 'A newly accepted client reports a device and reads an empty desired state, not an error',
    requirements: ['USR-005'],
    needs: { desiredState: 'manifest' },
  },
  async (trial) => {
    const client = await trial.client();
    if (!client.identity.unseen) throw new NotEvaluated('needs an identity that the WFM has not met before');
    const early = await client.api.readDesiredState();
    if (early.outcome.kind === 'response' && early.outcome.response.status !== 200)
      trial.observe(`before its first report a client reads its desired state with ${early.outcome.response.status}`);
    const document = trial.sample(hostCapabilities(`host-of-${client.id}`));
    // The first exchange of a client; until the operator's word has spread, it may be denied.
    await trial.judgeEventually('USR-005', async () => {
      const exchange = await client.api.reportCapabilities(document.properties.id, jsonBytes(document));
      const answer = trial.answer(exchange);
      if (answer.status >= 500) throw new NotEvaluated(`the first report was answered with ${answer.status}`);
      return accepts(answer);
    });
    for (const reader of ['its first reading', 'its second reading']) {
      const read = readManifest(trial.answer(await client.api.readDesiredState()));
      if ('wrong' in read) return trial.judge('USR-005', read.wrong);
      const { bundle, deployments, version } = read.manifest;
      trial.judge(
        'USR-005',
        judgeThat(
          deployments.length === 0 && bundle === null && version >= 1n,
          `an empty desired state at ${reader}: no deployments, bundle null, a version from 1 on`,
          `${deployments.length} deployments, bundle ${bundle === null ? 'null' : 'there'}, version ${version}`,
        ),
      );
    }
  },
);
