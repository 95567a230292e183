import { randomBytes } from 'node:crypto';

/** On every object of a run, so that all of them are found and removed. */
export const RUN_LABEL = 'waspect.run';
export const SHARD_LABEL = 'waspect.shard';
/** Where a shard reads its orders: changing it reaches a running pod in about a second, a ConfigMap takes a minute. */
export const ORDER_ANNOTATION = 'waspect/order';

/** One run of a fleet on a cluster. */
export interface Run {
  /** Unique; part of the names of all objects. */
  readonly id: string;
  readonly namespace: string;
  readonly shards: number;
}

export const newRunId = (): string => randomBytes(4).toString('hex');
export const jobName = ({ id }: Run, shard: number): string => `waspect-fleet-${id}-${shard}`;

export const labelsOf = ({ id }: Run, shard: number): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': 'waspect',
  'app.kubernetes.io/component': 'fleet-shard',
  [RUN_LABEL]: id,
  [SHARD_LABEL]: String(shard),
});

export const selectorOf = ({ id }: Run): string => `${RUN_LABEL}=${id}`;

export const jobsOf = ({ namespace }: Run): string => `/apis/batch/v1/namespaces/${namespace}/jobs`;
export const podsOf = ({ namespace }: Run): string => `/api/v1/namespaces/${namespace}/pods`;
export const secretsOf = ({ namespace }: Run): string => `/api/v1/namespaces/${namespace}/secrets`;
export const eventsOf = ({ namespace }: Run): string => `/api/v1/namespaces/${namespace}/events`;
