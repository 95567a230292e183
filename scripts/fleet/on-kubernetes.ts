import { readStanding } from '../../simulator/cluster/standing/standing-cluster.ts';
import { mergeProgress, mergeReports } from '../../simulator/fleet/metrics/merge.ts';
import type { RunningOperator } from '../../simulator/fleet/operator/run-operator.ts';
import { horizonUs } from '../../simulator/fleet/plan/horizon.ts';
import type { FleetPlan } from '../../simulator/fleet/plan/plan.ts';
import type { LostShard } from '../../simulator/fleet-on-kubernetes/lost-shard.ts';
import { DEFAULT_RESOURCES } from '../../simulator/fleet-on-kubernetes/objects/job.ts';
import type { RunProgress } from '../../simulator/fleet-on-kubernetes/options.ts';
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
  /** What a shard asks its node for, as Kubernetes writes it: `500m`; null: a processor. */
  readonly cpu: string | null;
}

/** The command inside of the image. */
const SHARD_ARGS: readonly string[] = ['fleet-shard'];

/** Carries a fleet as Jobs of a cluster; what is lost there is told. */
export function onKubernetes({ shards, namespace, cpu, ...choice }: ClusterChoice): Carrier {
  // Before anything is prepared.
  const [kubeconfig, image] = [kubeconfigOf(choice.kubeconfig), imageOf(choice.image)];
  const { requests, limits } = DEFAULT_RESOURCES;
  const resources = { requests: { ...requests, ...(cpu !== null && { cpu }) }, limits };
  return async ({ plan, profiles, targets, identities, judging, startOperator, onPreparing, onProgress, signal }) => {
    let operator: RunningOperator | undefined;
    const task = { plan, profiles, targets, judging, issuer: needsIssuer(plan) ? identities.issuer : null };
    const outcome = await runOnKubernetes({
      ...{ kubeconfig, namespace, image, shards, resources, signal },
      inputs: shardInputs(task, identities.pack, shards),
      durationMs: horizonUs(plan) / 1000,
      args: SHARD_ARGS,
      onProgress: (run) => {
        if (run.startAt !== null) operator ??= startOperator(run.startAt);
        const heard = run.shards.flatMap(({ progress }) => progress ?? []);
        if (run.phase === 'running' && heard.length > 0) onProgress(mergeProgress(heard));
        else onPreparing(preparation(run));
      },
      onAdopted: (adoption) => operator?.adopted(adoption),
      onEnrolled: ({ device, clientId }) => operator?.enrolled(device, clientId),
      onAcknowledged: (acknowledged) => operator?.reported(acknowledged),
    });
    const { reports, lost, cutShort, leftBehind } = outcome;
    return {
      report: mergeReports(reports, shards),
      shortfalls: [...shortfalls([...lost, ...cutShort]), ...(leftBehind === null ? [] : [leftBehind])],
    };
  };
}

/** Shards that fell short for the same reason are named together: there may be hundreds. */
function shortfalls(shards: readonly LostShard[]): readonly string[] {
  const byReason = Map.groupBy(shards, ({ of, code, message }) => `of ${of}: ${code}: ${message}`);
  return [...byReason].map(([reason, those]) => {
    const indexes = those.map(({ index }) => index);
    return `${indexes.length === 1 ? 'shard' : 'shards'} ${indexes.join(', ')} ${reason}`;
  });
}

/** One line about a run without figures. */
function preparation({ phase, shards }: RunProgress): string {
  if (phase === 'removing') return 'the shards are removed from the cluster';
  if (phase === 'running') return 'the shards start together in a moment';
  const waiting = shards.findIndex(({ standing, remark }) => standing === 'waiting' && remark !== '');
  const remark = waiting < 0 ? '' : `; shard ${waiting} waits: ${shards[waiting]?.remark}`;
  return `${shards.filter(({ standing }) => standing === 'ready').length} of ${shards.length} shards ready${remark}`;
}

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
