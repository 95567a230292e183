import { isKubeObject, itemsAt, type KubeObject, textAt, valueAt } from '../cluster/api/kube-object.ts';
import type { Loss } from './lost-shard.ts';
import { CONTAINER } from './objects/job.ts';

/** What a pod says of itself, as far as a run has to know. */
export interface PodState {
  /** Its container has been started, so there is a log. */
  readonly begun: boolean;
  /** Its container has ended, and nothing more comes. */
  readonly ended: boolean;
  /** What is wrong with it for good; null where nothing is, or it may pass. */
  readonly loss: Loss | null;
  /** For people: what it waits for. */
  readonly waits: string;
  /** Whether a node has taken it. */
  readonly scheduled: boolean;
}

/** Reasons of a container that waits, that do not pass by themselves; the first ErrImagePull may. */
const IMAGE_MISSING: ReadonlySet<string> = new Set(['ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName']);
const NODE_GONE: ReadonlySet<string> = new Set(['NodeLost', 'NodeStatusUnknown', 'NodeShutdown']);
const KILLED = 137;

export function podState(pod: KubeObject): PodState {
  const container = containerOf(pod);
  const terminated = valueAt(container, 'state', 'terminated');
  const running = valueAt(container, 'state', 'running');
  const phase = textAt(pod, 'status', 'phase');
  return {
    begun: isKubeObject(terminated) || isKubeObject(running),
    ended: isKubeObject(terminated) || phase === 'Failed' || phase === 'Succeeded',
    loss: lossOf(pod, container),
    waits: waitsFor(pod, container),
    scheduled: textAt(pod, 'spec', 'nodeName') !== '',
  };
}

function lossOf(pod: KubeObject, container: KubeObject | undefined): Loss | null {
  const reason = textAt(pod, 'status', 'reason');
  const message = textAt(pod, 'status', 'message');
  if (NODE_GONE.has(reason) || textAt(pod, 'status', 'phase') === 'Unknown')
    return lost('SHARD_NODE_LOST', `its node does not answer (${reason || 'phase Unknown'})`, 'see the node');
  if (reason === 'Evicted') return lost('SHARD_EVICTED', `its pod was evicted: ${message}`, 'give it a node with room');
  if (valueAt(pod, 'metadata', 'deletionTimestamp') !== undefined) return POD_DELETED;
  const terminated = valueAt(container, 'state', 'terminated');
  if (isKubeObject(terminated)) return lossAtEnd(terminated, pod);
  const waiting = textAt(container, 'state', 'waiting', 'reason');
  if (IMAGE_MISSING.has(waiting))
    return lost(
      'SHARD_IMAGE_MISSING',
      `its node cannot get the image (${waiting}: ${textAt(container, 'state', 'waiting', 'message')})`,
      'push it where the cluster pulls from and name it with --image',
    );
  return null;
}

/** Somebody, or the cluster itself, has removed it. */
export const POD_DELETED: Loss = lost(
  'SHARD_POD_DELETED',
  'its pod was deleted while it ran',
  'see who did (an operator, a drained node, a preemption)',
);

function lossAtEnd(terminated: KubeObject, pod: KubeObject): Loss {
  const reason = textAt(terminated, 'reason');
  const code = Number(valueAt(terminated, 'exitCode') ?? -1);
  const said = textAt(terminated, 'message').trim().slice(-500);
  if (reason === 'OOMKilled')
    return lost(
      'SHARD_OUT_OF_MEMORY',
      `it was ended for want of memory (limit ${limitOf(pod)})`,
      'give shards more memory, or take more of them',
    );
  const how = `its program ended with status ${code}${reason === '' ? '' : ` (${reason})`}${said === '' ? '' : `: ${said}`}`;
  const advice = code === KILLED ? 'somebody has killed it, see the events of its node' : 'see what it says';
  return lost('SHARD_FAILED', `${how}, without a report`, advice);
}

function waitsFor(pod: KubeObject, container: KubeObject | undefined): string {
  const waiting = valueAt(container, 'state', 'waiting');
  if (isKubeObject(waiting)) return [textAt(waiting, 'reason'), textAt(waiting, 'message')].filter(Boolean).join(': ');
  const unmet = itemsAt(pod, 'status', 'conditions').find(
    (each) => textAt(each, 'type') === 'PodScheduled' && textAt(each, 'status') === 'False',
  );
  return [textAt(unmet, 'reason'), textAt(unmet, 'message')].filter(Boolean).join(': ');
}

function containerOf(pod: KubeObject): KubeObject | undefined {
  const found = itemsAt(pod, 'status', 'containerStatuses').find((each) => textAt(each, 'name') === CONTAINER);
  return isKubeObject(found) ? found : undefined;
}

const limitOf = (pod: KubeObject): string =>
  textAt(pod, 'spec', 'containers', 0, 'resources', 'limits', 'memory') || 'that of its node';

function lost(code: Loss['code'], received: string, advice: string): Loss {
  return { code, message: `${received}; ${advice}` };
}
