/** Which shard, and what became of it. */
export interface LostShard extends Loss {
  readonly index: number;
  readonly of: number;
}

export type LossCode =
  /** The node cannot get the image. */
  | 'SHARD_IMAGE_MISSING'
  /** No node took its pod in the time that it had. */
  | 'SHARD_NOT_SCHEDULED'
  /** Its pod was never made: a quota or a policy of the cluster. */
  | 'SHARD_REFUSED'
  /** Its pod could not be started, or was not ready in the time that it had. */
  | 'SHARD_NOT_READY'
  /** It learned of the start after it. */
  | 'SHARD_START_MISSED'
  | 'SHARD_POD_DELETED'
  | 'SHARD_EVICTED'
  | 'SHARD_OUT_OF_MEMORY'
  /** Its node does not answer. */
  | 'SHARD_NODE_LOST'
  /** It ended by itself without a report. */
  | 'SHARD_FAILED'
  /** Nothing was heard of it any more. */
  | 'SHARD_SILENT'
  | 'SHARD_REPORT_DAMAGED'
  /** The run was interrupted before it could report. */
  | 'SHARD_INTERRUPTED';

export interface Loss {
  readonly code: LossCode;
  /** What was received, and what to do. */
  readonly message: string;
}
