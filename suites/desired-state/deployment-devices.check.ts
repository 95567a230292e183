import { gatewayCapabilities } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { roomyHost } from '../harness/arbitraries/roomy-host.ts';
import { check } from '../harness/check.ts';
import type { AssignedWorkload, TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { isFor } from '../oracles/deployment/identity.ts';
import { documentOf } from './deployment-judging.ts';
import { ifTaken } from './if-taken.ts';

/** Assigns one workload to each device and judges that its deployment says so. */
async function judgeDevices(
  trial: Trial,
  client: TrialClient,
  requirement: string,
  devices: readonly string[],
): Promise<void> {
  const workloads: AssignedWorkload[] = [];
  for (const device of devices) workloads.push(await client.assign(device, plainDeployment(device)));
  const manifest = await client.manifestWhere(
    ({ deployments }) => deployments.length === devices.length,
    'the deployments of all devices are in the one manifest',
  );
  for (const workload of workloads)
    trial.judge(requirement, isFor(await documentOf(client, { ...workload, manifest }), workload.deviceId));
}

check(
  {
    id: 'desired-state/deployment-names-its-device',
    title: 'Each deployment of a client with several devices names the device that it was assigned to',
    requirements: ['DEP-002'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const client = await trial.client();
    const devices = ['press.1', 'Press_2~x', 'press-3'];
    for (const device of devices) await client.report(roomyHost(device));
    await judgeDevices(trial, client, 'DEP-002', devices);
    const second = await trial.client();
    for (const device of devices.slice(1)) await second.report(roomyHost(device));
    await judgeDevices(trial, second, 'DEP-002', devices.slice(1));
  },
);

check(
  {
    id: 'desired-state/deployment-names-the-child',
    title:
      'In the one manifest of a gateway each deployment names the child, however deep, or the gateway that it is for',
    requirements: ['GWY-008'],
    needs: { verbs: ['assign'], feature: 'gateways' },
  },
  async (trial) => {
    const client = await trial.client();
    const devices = ['gateway', 'gateway/child-1', 'gateway/line/child-2'];
    for (const device of devices) await client.report(roomyHost(device));
    await judgeDevices(trial, client, 'GWY-008', devices);
  },
);

check(
  {
    id: 'desired-state/deployment-leaves-the-child-to-the-gateway',
    title: 'A deployment that the gateway is to place has a deviceId that ends in /*',
    requirements: ['DEP-002'],
    needs: { verbs: ['assign'], feature: 'gateways' },
  },
  async (trial) => {
    const client = await trial.client();
    await client.report(trial.sample(gatewayCapabilities('gateway')));
    await client.report(roomyHost('gateway/child-1'));
    const workload = await ifTaken(client.assign('gateway/*', plainDeployment('anywhere')));
    trial.judge('DEP-002', isFor(await documentOf(client, workload), 'gateway/*'));
  },
);
