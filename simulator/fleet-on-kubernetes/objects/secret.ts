import { type KubeObject, nameOf, textAt } from '../../cluster/api/kube-object.ts';
import { jobName, labelsOf, type Run } from './names.ts';
import type { InputFiles } from './parts.ts';

export const secretName = (run: Run, shard: number, ordinal: number): string =>
  `${jobName(run, shard)}-input-${ordinal}`;

/** A Secret of a shard, that goes with its Job. */
export const secretOf = (run: Run, shard: number, ordinal: number, files: InputFiles, job: KubeObject): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'Opaque',
  metadata: {
    name: secretName(run, shard, ordinal),
    labels: labelsOf(run, shard),
    ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: nameOf(job), uid: textAt(job, 'metadata', 'uid') }],
  },
  data: Object.fromEntries([...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')])),
});
