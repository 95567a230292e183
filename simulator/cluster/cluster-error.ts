import { CodedError } from '../errors/coded-error.ts';

/** Stable codes of what goes wrong with clusters; {@link ClusterError} leads with one. */
export type ClusterErrorCode =
  /** The file is missing, no kubeconfig, or asks for something that is not supported. */
  | 'KUBECONFIG_INVALID'
  /** The current context is missing, or names a cluster or a user that is not there. */
  | 'KUBECONFIG_CONTEXT'
  | 'CLUSTER_UNREACHABLE'
  /** The API server's certificate does not lead to the kubeconfig's authority, or is for another name. */
  | 'CLUSTER_UNTRUSTED'
  | 'CLUSTER_CREDENTIALS_EXPIRED'
  /** The API server does not know the credentials. */
  | 'CLUSTER_CREDENTIALS_REFUSED'
  /** It knows them, and they may not do this. */
  | 'CLUSTER_FORBIDDEN'
  | 'CLUSTER_QUOTA'
  /** The object exists already, or changed meanwhile. */
  | 'CLUSTER_CONFLICT'
  /** The API server found the request wrong; the message is its own. */
  | 'CLUSTER_REFUSED'
  /** The API server failed, or what answers is none. */
  | 'CLUSTER_FAILED'
  /** Something did not come about on the cluster in the time that it had. */
  | 'CLUSTER_TIMEOUT'
  /** No cluster can be brought up here; the message says what is missing. */
  | 'CLUSTER_UNAVAILABLE'
  /** A cluster was begun and did not come up; what had been done is undone. */
  | 'CLUSTER_START_FAILED'
  /** Something of a cluster could not be removed; the message names it. */
  | 'CLUSTER_LEFT_BEHIND'
  | 'CLUSTER_BUILD_FAILED'
  | 'CLUSTER_INTERRUPTED'
  /** The note about the cluster that is up cannot be read or written. */
  | 'CLUSTER_STATE_UNUSABLE';

/** A failure about a cluster; the message leads with the stable `code`, says what was received and what to do. */
export class ClusterError extends CodedError<ClusterErrorCode> {
  override readonly name = 'ClusterError';
}
