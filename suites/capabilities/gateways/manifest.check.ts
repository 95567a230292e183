import { asModel } from '../../desired-state/deployment-judging.ts';
import { plainGateway, plainHost } from '../../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../../harness/arbitraries/deployments.ts';
import { check } from '../../harness/check.ts';
import type { AssignedWorkload, TrialClient } from '../../harness/client.ts';
import type { Trial } from '../../harness/trial.ts';
import { NotEvaluated } from '../../harness/verdict.ts';
import { decodedBody } from '../../oracles/content-coding.ts';
import { isFor } from '../../oracles/deployment/identity.ts';
import { readDeployment } from '../../oracles/deployment/read-deployment.ts';
import { about, judgeThat } from '../../oracles/judgement.ts';
import type { ReceivedManifest } from '../../oracles/manifest.ts';
import { ownDevice } from '../exchanges.ts';

/** Judges that a deployment of the manifest is for the device that the operator named. */
async function judgeTarget(
  trial: Trial,
  client: TrialClient,
  manifest: ReceivedManifest,
  { deploymentId, deviceId }: AssignedWorkload,
): Promise<void> {
  const entry = manifest.deployments.find((candidate) => candidate.deploymentId === deploymentId);
  trial.judge(
    'GWY-008',
    judgeThat(entry !== undefined, `deployment ${deploymentId}, for ${deviceId}, in the one manifest`, 'no such entry'),
  );
  if (entry === undefined) return;
  const answer = trial.answer(await client.api.fetchReference(entry.url), 'GWY-008');
  const body = decodedBody(answer);
  const read = 'undecodable' in body ? undefined : readDeployment(body.bytes);
  if (answer.status !== 200 || read === undefined || 'wrong' in read)
    throw new NotEvaluated(`deployment ${deploymentId} could not be read (status ${answer.status})`);
  trial.judge(
    'GWY-008',
    about(`deployment ${deploymentId}`, isFor(asModel(trial.session.revision, read.document), deviceId)),
  );
}

check(
  {
    id: 'capabilities/one-manifest-for-all-devices',
    title: 'One manifest has the workloads of a gateway and of all its children, each saying which device it is for',
    requirements: ['GWY-008'],
    needs: { feature: 'gateways', verbs: ['assign', 'withdraw'] },
  },
  async (trial) => {
    const client = await trial.client();
    const gateway = ownDevice(client, 'gw');
    const devices = [gateway, `${gateway}/a`, `${gateway}/path1/b`];
    await client.report(plainHost(gateway));
    await client.report(plainHost(`${gateway}/a`));
    await client.report(plainGateway(`${gateway}/path1`));
    await client.report(plainHost(`${gateway}/path1/b`));
    const workloads: AssignedWorkload[] = [];
    for (const device of devices) workloads.push(await client.assign(device, plainDeployment(device)));
    const manifest = await client.manifest();
    for (const workload of workloads) await judgeTarget(trial, client, manifest, workload);

    // Taking the work from one device leaves that of the others in place.
    const [first, ...others] = workloads;
    if (first === undefined) return;
    const { manifest: after } = await client.withdraw(first);
    for (const workload of others) await judgeTarget(trial, client, after, workload);
  },
);
