import { readStanding } from '../../simulator/cluster/standing/standing-cluster.ts';
import { mergeProgress, mergeReports } from '../../simulator/fleet/metrics/merge.ts';
import type { RunningOperator } from '../../simulator/fleet/operator/run-operator.ts';
import { horizonUs } from '../../simulator/fleet/plan/horizon.ts';
import type { FleetPlan } from '../../simulator/fleet/plan/plan.ts';
import { runOnKubernetes } from '../../simulator/fleet-on-kubernetes/run-on-kubernetes.ts';
import { shardInputs } from '../../simulator/fleet-on-kubernetes/shard-inputs.ts';
import { ConfigurationError } from '../../suites/harness/failure.ts';
import type { Carrier } from './carry.ts';

/** The cluster that carries a fleet. */
export interface ClusterChoice {
  readonly shards: number;
  readonly image: string | null;
  readonly kubeconfig: string | null;
  /** Null: one of the run's own. */
  readonly namespace: string | null;
}

/** The command inside of the image. */
const SHARD_ARGS: readonly string[] = ['fleet-shard'];

/** Carries a fleet as Jobs of a cluster; what is lost there is told. */
export const onKubernetes =
  ({ shards, image, kubeconfig, namespace }: ClusterChoice): Carrier =>
  async ({ plan, profiles, targets, identities, judging, startOperator, onProgress, signal }) => {
    let operator: RunningOperator | undefined;
    const task = { plan, profiles, targets, judging, issuer: needsIssuer(plan) ? identities.issuer : null };
    const outcome = await runOnKubernetes({
      ...{ namespace, shards, signal },
      kubeconfig: kubeconfigOf(kubeconfig),
      image: imageOf(image),
      inputs: shardInputs(task, identities.pack, shards),
      durationMs: horizonUs(plan) / 1000,
      args: SHARD_ARGS,
      onProgress: ({ startAt, shards: each }) => {
        if (startAt !== null) operator ??= startOperator(startAt);
        const heard = each.flatMap(({ progress }) => progress ?? []);
        if (heard.length > 0) onProgress(mergeProgress(heard));
      },
      onAdopted: (adoption) => operator?.adopted(adoption),
      onEnrolled: ({ device, clientId }) => operator?.enrolled(device, clientId),
      onAcknowledged: (acknowledged) => operator?.reported(acknowledged),
    });
    const { reports, lost, cutShort, leftBehind } = outcome;
    return {
      report: mergeReports(reports, shards),
      shortfalls: [
        ...[...lost, ...cutShort].map(({ index, of, code, message }) => `shard ${index} of ${of}: ${code}: ${message}`),
        ...(leftBehind === null ? [] : [leftBehind]),
      ],
    };
  };

/** A key that need not leave the house stays there. */
const needsIssuer = ({ lifeCycles }: FleetPlan): boolean =>
  lifeCycles.some(({ lifeCycle }) => lifeCycle.stages.some(({ does }) => does.identity !== undefined));

function kubeconfigOf(named: string | null): string {
  const found = named ?? readStanding()?.access.kubeconfig ?? process.env['KUBECONFIG'];
  if (found !== undefined && found !== '') return found;
  throw new ConfigurationError(
    'FLEET_CLUSTER_MISSING',
    'no cluster is known; name one with --kubeconfig, or bring one up with waspect cluster up',
  );
}

function imageOf(named: string | null): string {
  if (named !== null) return named;
  throw new ConfigurationError(
    'FLEET_IMAGE_MISSING',
    'the nodes need an image of waspect; make one with npm run image, load it into them, and name it with --image',
  );
}
