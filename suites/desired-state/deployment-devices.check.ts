import { randomUUID } from 'node:crypto';
import { gatewayCapabilities } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { roomyHost } from '../harness/arbitraries/roomy-host.ts';
import { check } from '../harness/check.ts';
import type { AssignedWorkload, TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { isFor } from '../oracles/deployment/identity.ts';
import { judgeThat } from '../oracles/judgement.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';
import { documentOf } from './deployment-judging.ts';
import { ifTaken } from './if-taken.ts';

type Found = Pick<AssignedWorkload, 'deploymentId' | 'deviceId' | 'manifest'>;

/** Assigns a workload to each device; answers them as they are to be found in the manifest that lists them all. */
async function assignToEach(
  trial: Trial,
  client: TrialClient,
  devices: readonly string[],
  listed: (ids: readonly string[]) => Promise<ReceivedManifest>,
): Promise<readonly Found[]> {
  const orders = devices.map((deviceId) => ({ deviceId, requested: plainDeployment(deviceId) }));
  const ids: string[] = [];
  for (const { deviceId, requested } of orders)
    ids.push(await trial.operator.assign(client.client, deviceId, requested, randomUUID()));
  const manifest = await listed(ids);
  return orders.map(({ deviceId }, index) => ({ deviceId, deploymentId: ids[index] ?? '', manifest }));
}

const lists = ({ deployments }: ReceivedManifest, ids: readonly string[]): boolean =>
  ids.every((id) => deployments.some(({ deploymentId }) => deploymentId === id));

/** Each deployment says which device it is for. */
async function judgeDevices(
  trial: Trial,
  client: TrialClient,
  requirement: string,
  workloads: readonly Found[],
): Promise<void> {
  for (const workload of workloads)
    trial.judge(requirement, isFor(await documentOf(trial, client, workload), workload.deviceId));
}

check(
  {
    id: 'desired-state/deployment-names-its-device',
    title: 'Each deployment of a client with several devices names the device that it was assigned to',
    requirements: ['DEP-002'],
    needs: { verbs: ['assign'], desiredState: 'manifest' },
  },
  async (trial) => {
    const client = await trial.client();
    const devices = ['press.1', 'Press_2~x', 'press-3'];
    for (const device of devices) await client.report(roomyHost(device));
    const listed = (ids: readonly string[]) => client.manifestWhere((each) => lists(each, ids), 'all were assigned');
    await judgeDevices(trial, client, 'DEP-002', await assignToEach(trial, client, devices, listed));
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
    const listed = async (ids: readonly string[]): Promise<ReceivedManifest> => {
      await trial.judgeEventually('GWY-008', async () => {
        const { length } = (await client.manifest()).deployments;
        return judgeThat(length === ids.length, `one manifest with ${ids.length} deployments`, `${length} deployments`);
      });
      return client.manifest();
    };
    await judgeDevices(trial, client, 'GWY-008', await assignToEach(trial, client, devices, listed));
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
    trial.judge('DEP-002', isFor(await documentOf(trial, client, workload), 'gateway/*'));
  },
);
