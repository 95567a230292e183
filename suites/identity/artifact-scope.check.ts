import { check } from '../harness/check.ts';
import { setUpResponse } from '../harness/client.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { withheld } from '../oracles/caller.ts';
import { type Working, working } from './clients-with-workloads.ts';

check(
  {
    id: 'identity/artifacts-of-others-are-withheld',
    title: "No client fetches another one's deployment or bundle, even if it knows id and digest",
    requirements: ['GEN-008'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const clients = await Promise.all([working(trial), working(trial), working(trial)]);
    for (const owner of clients) {
      const { deploymentId, digest, bundle } = artifactsOf(owner);
      const own = await owner.client.api.fetchDeployment(deploymentId, digest);
      const { status } = setUpResponse(own, 'fetching an own deployment');
      if (status !== 200) throw new NotEvaluated(`the owner's own deployment was answered with ${status}`);
      for (const stranger of clients.filter((client) => client !== owner)) {
        const { api } = stranger.client;
        const known = { headers: { 'If-None-Match': `"${digest}"` } };
        const exchanges = [
          await api.fetchDeployment(deploymentId, digest),
          await api.fetchDeployment(deploymentId, digest, known),
          await api.fetchDeployment(stranger.workload.deploymentId, digest),
          await api.fetchBundle(bundle),
          await api.fetchBundle(bundle, { headers: { 'If-None-Match': `"${bundle}"` } }),
        ];
        for (const exchange of exchanges) {
          const answer = trial.answer(exchange);
          // A WFM that cannot serve it to anybody withholds nothing.
          if (answer.status >= 500) throw new NotEvaluated(`an artifact was answered with ${answer.status}`);
          trial.judge('GEN-008', withheld(answer));
        }
      }
    }
  },
);

function artifactsOf({ workload }: Working): { deploymentId: string; digest: string; bundle: string } {
  const { deploymentId, manifest } = workload;
  const digest = manifest.deployments.find((entry) => entry.deploymentId === deploymentId)?.digest;
  const bundle = manifest.bundle?.digest;
  if (digest === undefined || bundle === undefined) throw new NotEvaluated('the manifest names no bundle');
  return { deploymentId, digest, bundle };
}
