import { CodedError } from '../errors/coded-error.ts';

/** Why shards cannot be run at all; what happens to a single one is a {@link LostShard}. */
export class KubernetesRunError extends CodedError<
  /** Not a number of shards that can be run. */
  | 'FLEET_SHARDS_INVALID'
  /** What the shards read does not fit into Secrets. */
  | 'FLEET_INPUTS_TOO_LARGE'
  /** A shard finds what it reads missing, cut short or not as it was sent. */
  | 'FLEET_INPUTS_DAMAGED'
  /** Its orders cannot be understood. */
  | 'FLEET_ORDERS_INVALID'
> {
  override readonly name = 'KubernetesRunError';
}
