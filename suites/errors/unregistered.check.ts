import fc from 'fast-check';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import type { AnyRequest } from '../../simulator/protocol/revision.ts';
import { check } from '../harness/check.ts';
import type { Trial } from '../harness/trial.ts';
import { NotApplicable, NotEvaluated } from '../harness/verdict.ts';
import { isTransient } from '../oracles/retry-advice.ts';
import { workloadOf } from './conditions.ts';
import { judgeOpen, judgeUnregistered, OPEN, UNREGISTERED } from './judge-problem.ts';

/** The answer of a fresh client to a request that the interface does not have. */
async function answerTo(trial: Trial, request: AnyRequest): Promise<WireResponse> {
  const client = await trial.client();
  const response = trial.answer(await client.api.send(request));
  if (response.status < 400)
    throw new NotApplicable(
      `${request.method} ${request.path} is something that this WFM has; it answered ${response.status}`,
    );
  if (isTransient(response)) throw new NotEvaluated(`the answer was ${response.status}, which may pass`);
  return response;
}

check(
  {
    id: 'errors/unknown-path',
    title: 'A path that the interface does not have is answered with a problem document of no registered type',
    requirements: UNREGISTERED,
  },
  async (trial) => {
    const path = `/api/v1/waspect-${trial.sample(fc.stringMatching(/^[a-z]{8}$/))}`;
    judgeUnregistered(trial, await answerTo(trial, { method: 'GET', path }));
  },
);

check(
  {
    id: 'errors/unknown-method',
    title: 'A method that a resource does not have is answered with a problem document of no registered type',
    requirements: UNREGISTERED,
  },
  async (trial) => {
    judgeUnregistered(trial, await answerTo(trial, { method: 'PATCH', path: '/api/v1/deployments' }));
    judgeUnregistered(trial, await answerTo(trial, { method: 'DELETE', path: '/api/v1/deployments' }));
  },
);

check(
  {
    id: 'errors/status-of-unknown-deployment',
    title: 'The refusal of a report about a deployment that was not assigned is a problem document',
    requirements: OPEN,
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const { client, workload } = await workloadOf(trial);
    const deploymentId = trial.sample(fc.uuid());
    const body = jsonBytes({
      deploymentId,
      adoptedManifestVersion: workload.manifest.version,
      status: { state: 'installed' },
      components: [{ name: 'sample', state: 'installed' }],
    });
    const response = trial.answer(await client.api.reportStatus(deploymentId, body));
    if (response.status < 400) throw new NotEvaluated(`the report was answered with ${response.status}`);
    judgeOpen(trial, response);
  },
);
