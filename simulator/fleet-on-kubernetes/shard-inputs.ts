import { deserialize, serialize } from 'node:v8';
import { type IdentityPack, packSlice } from '../fleet/identities/identity-pack.ts';
import type { SliceTask } from '../fleet/workers/slice-task.ts';
import type { InputFiles } from './objects/parts.ts';
import { KubernetesRunError } from './run-error.ts';

/** What all shards of a fleet are given alike. */
export type ShardTask = Pick<SliceTask, 'plan' | 'profiles' | 'targets' | 'issuer' | 'judging'>;

const TASK = 'task.v8';
const IDENTITIES = 'identities';

/**
 * What each shard reads. Its devices' identities go along, ready: the issuer's key stays at home unless the plan's life cycles
 * need bad identities (`issuer`), and whoever plays the operator knows every device's certificate. The task is written as it
 * crosses threads, because that is where it goes next.
 */
export const shardInputs =
  (task: ShardTask, pack: IdentityPack, shards: number) =>
  (shard: number): InputFiles =>
    new Map([
      [TASK, serialize(task)],
      [IDENTITIES, packSlice(pack, { index: shard, of: shards })],
    ]);

/** @throws KubernetesRunError FLEET_INPUTS_DAMAGED */
export function shardTaskIn(files: InputFiles): ShardTask & Pick<SliceTask, 'identities'> {
  const [task, pack] = [files.get(TASK), files.get(IDENTITIES)];
  if (task === undefined || pack === undefined)
    throw new KubernetesRunError('FLEET_INPUTS_DAMAGED', `${TASK} or ${IDENTITIES} is missing; start the run again`);
  const identities = new SharedArrayBuffer(pack.length);
  new Uint8Array(identities).set(pack);
  return { ...deserialize(task), identities };
}
