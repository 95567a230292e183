import type { KubeObject } from '../../cluster/api/kube-object.ts';
import { INPUT_FOLDER, ORDER_FILE, ORDER_FOLDER } from '../inside/paths.ts';
import { jobName, labelsOf, ORDER_ANNOTATION, type Run } from './names.ts';

/** What each pod asks for and may use, as Kubernetes writes quantities: `500m`, `512Mi`. */
export interface ShardResources {
  readonly requests: Quantities;
  readonly limits: Partial<Quantities>;
}

interface Quantities {
  readonly cpu: string;
  readonly memory: string;
}

/** A processor held back would be a lateness of our own, so there is no limit to it. */
export const DEFAULT_RESOURCES: ShardResources = {
  requests: { cpu: '1', memory: '512Mi' },
  limits: { memory: '2Gi' },
};

export interface JobOptions {
  readonly run: Run;
  readonly shard: number;
  readonly image: string;
  readonly pullSecret: string | null;
  /** In place of the image's own. */
  readonly command: readonly string[] | null;
  readonly args: readonly string[];
  readonly resources: ShardResources;
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** Names of its Secrets. */
  readonly secrets: readonly string[];
  /** Seconds after which the cluster ends it, whatever became of whoever started it. */
  readonly deadlineSeconds: number;
}

/** The name of the container whose log is read. */
export const CONTAINER = 'shard';
/** As the image has it. */
const USER_ID = 10_001;
const TTL_SECONDS = 300;
/** For what is under way when a pod is asked to end. */
const GRACE_SECONDS = 20;

/**
 * A Job that makes no pod yet: its Secrets belong to it, so that whoever removes it removes them, and have to be there
 * before its pod.
 */
export const jobOf = (options: JobOptions): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: jobName(options.run, options.shard), labels: labelsOf(options.run, options.shard) },
  spec: {
    parallelism: 0,
    completions: 1,
    // A shard cannot be done again: its moment has passed.
    backoffLimit: 0,
    activeDeadlineSeconds: options.deadlineSeconds,
    // From Kubernetes 1.21 on; earlier ones leave it out.
    ttlSecondsAfterFinished: TTL_SECONDS,
    template: { metadata: { labels: labelsOf(options.run, options.shard) }, spec: podOf(options) },
  },
});

/** Lets the Job make its pod. */
export const PROCEED: KubeObject = { spec: { parallelism: 1 } };

const podOf = ({
  run,
  shard,
  image,
  pullSecret,
  command,
  args,
  resources,
  nodeSelector,
  secrets,
}: JobOptions): object => ({
  restartPolicy: 'Never',
  terminationGracePeriodSeconds: GRACE_SECONDS,
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  nodeSelector,
  ...(pullSecret !== null && { imagePullSecrets: [{ name: pullSecret }] }),
  securityContext: {
    runAsNonRoot: true,
    runAsUser: USER_ID,
    runAsGroup: USER_ID,
    fsGroup: USER_ID,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  containers: [
    {
      name: CONTAINER,
      image,
      imagePullPolicy: 'IfNotPresent',
      ...(command !== null && { command }),
      args,
      env: [
        { name: 'WASPECT_SHARD', value: String(shard) },
        { name: 'WASPECT_SHARDS', value: String(run.shards) },
      ],
      resources,
      // What it said last is told with its status, should its log be gone.
      terminationMessagePolicy: 'FallbackToLogsOnError',
      securityContext: {
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      },
      volumeMounts: [
        { name: 'input', mountPath: INPUT_FOLDER, readOnly: true },
        { name: 'orders', mountPath: ORDER_FOLDER, readOnly: true },
        { name: 'tmp', mountPath: '/tmp' },
      ],
    },
  ],
  volumes: [
    { name: 'input', projected: { defaultMode: 0o440, sources: secrets.map((name) => ({ secret: { name } })) } },
    {
      name: 'orders',
      downwardAPI: {
        items: [{ path: ORDER_FILE, fieldRef: { fieldPath: `metadata.annotations['${ORDER_ANNOTATION}']` } }],
      },
    },
    { name: 'tmp', emptyDir: {} },
  ],
});
