import type { Exchange, WireResponse } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import { NotApplicable, NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { workloadOf } from './conditions.ts';
import { judgeRegistered, REGISTERED } from './judge-problem.ts';

check(
  {
    id: 'errors/retired-client',
    title: 'A client that is no longer accepted gets, on each resource, a problem document that says so',
    requirements: REGISTERED,
    needs: { verbs: ['assign', 'retire'] },
  },
  async (trial) => {
    const { client, workload } = await workloadOf(trial);
    const { deploymentId, manifest } = workload;
    const digest = manifest.deployments[0]?.digest ?? '';
    await client.retire();
    const denied = await eventually(trial.session.target.timeouts.settle, async () => {
      const { outcome } = await client.api.readDesiredState();
      return judgeThat(outcome.kind === 'failure' || outcome.response.status >= 400, 'a refusal', 'the desired state');
    });
    if (!denied.ok) throw new NotEvaluated('the retired client is still served');
    const exchanges: readonly Exchange[] = [
      await client.api.readDesiredState(),
      await client.api.reportCapabilities('device-1', jsonBytes(trial.sample(workloadHost('device-1')))),
      await client.api.fetchDeployment(deploymentId, digest),
      await client.api.fetchBundle(manifest.bundle?.digest ?? digest),
      await client.api.reportStatus(deploymentId, jsonBytes({ deploymentId })),
      await client.api.removeDevice('device-1'),
    ];
    const answers = exchanges.flatMap(({ outcome }) => (outcome.kind === 'response' ? [outcome.response] : []));
    const forbidden = answers.filter(({ status }: WireResponse) => status === 403);
    // Ending the connection is a refusal as well, and has no document (G-10).
    if (answers.length === 0) throw new NotApplicable('the retired client is refused without an HTTP answer');
    if (forbidden.length === 0)
      throw new NotEvaluated(`the retired client is refused with ${answers[0]?.status}, not 403`);
    for (const response of forbidden) judgeRegistered(trial, response, 'not-authorized');
  },
);
