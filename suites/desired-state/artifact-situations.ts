import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { roomyHost } from '../harness/arbitraries/roomy-host.ts';
import type { CheckNeeds } from '../harness/check.ts';
import type { AssignedWorkload, TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';
import { whileCurrent } from './while-current.ts';

export const ARTIFACT_NEEDS: CheckNeeds = { verbs: ['assign', 'update', 'withdraw'], desiredState: 'manifest' };

/** Judges what a client is served at one moment. */
export type JudgeServed = (client: TrialClient, manifest: ReceivedManifest) => Promise<void>;

export interface DeployedClient {
  readonly client: TrialClient;
  readonly workloads: readonly AssignedWorkload[];
  /** Lists all the workloads. */
  readonly manifest: ReceivedManifest;
}

/** A fresh client with a roomy host and as many workloads, no two alike, that show in its manifest. */
export async function deployedClient(trial: Trial, count: number): Promise<DeployedClient> {
  const client = await trial.client();
  await client.report(roomyHost('edge-1'));
  const workloads = await Promise.all(
    Array.from({ length: count }, (_, index) => client.assign('edge-1', plainDeployment(`${client.id} ${index}`))),
  );
  const manifest = await client.manifestWhere(
    ({ deployments }) =>
      workloads.every(({ deploymentId: id }) => deployments.some((each) => each.deploymentId === id)),
    `${count} deployments were assigned`,
  );
  return { client, workloads, manifest };
}

/**
 * Judges what is served wherever a rule could be forgotten: with three deployments, for a second client with one, after
 * one of the three was changed, and after another of them was withdrawn.
 */
export async function whereverServed(trial: Trial, judge: JudgeServed): Promise<void> {
  const { client, workloads, manifest } = await deployedClient(trial, 3);
  await whileCurrent(client, manifest, (current) => judge(client, current));

  const second = await deployedClient(trial, 1);
  await whileCurrent(second.client, second.manifest, (current) => judge(second.client, current));

  const [changed, withdrawn] = workloads;
  if (!changed || !withdrawn) throw new TypeError('TOO_FEW_WORKLOADS: three were assigned');
  const { manifest: updated } = await client.update({ ...changed, manifest }, plainDeployment(`${client.id} changed`));
  await whileCurrent(client, updated, (current) => judge(client, current));
  const { manifest: left } = await client.withdraw(withdrawn);
  await whileCurrent(client, left, (current) => judge(client, current));
}
