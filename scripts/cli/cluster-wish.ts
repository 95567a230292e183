import { InvalidArgumentError } from 'commander';
import type { ClusterWish } from '../../simulator/cluster/find-cluster.ts';

export const CLUSTER_CHOICES = 'auto, kind, k3s, debian or kubeconfig=FILE';

/** What a person asked for; `none` is not for those who bring one up. */
export interface AskedCluster {
  readonly wish: Exclude<ClusterWish, 'none'>;
}

const WORDS = ['auto', 'kind', 'k3s', 'debian'] as const;
const FILE = 'kubeconfig=';

/** Reads a choice of cluster: one of the words, or `kubeconfig=FILE`. */
export function askedCluster(text: string): AskedCluster {
  const word = WORDS.find((each) => each === text);
  if (word !== undefined) return { wish: word };
  if (text.startsWith(FILE) && text.length > FILE.length) return { wish: { kubeconfig: text.slice(FILE.length) } };
  throw new InvalidArgumentError(`It is ${CLUSTER_CHOICES}.`);
}

/** Reads a choice of cluster for a run, which may also go without. */
export const clusterOfRun = (text: string): ClusterWish => (text === 'none' ? 'none' : askedCluster(text).wish);
