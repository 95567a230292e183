/** Where a cluster comes from. */
export type ClusterKind = 'kind' | 'k3s' | 'debian' | 'kubeconfig';

/** How to reach a cluster: plain data, so that it passes to a worker or into a file as it is. */
export interface ClusterAccess {
  readonly kind: ClusterKind;
  /** For people: `kind waspect-x3f9`, or the context of a kubeconfig. */
  readonly name: string;
  /** Absolute path of a kubeconfig whose current context is the cluster. */
  readonly kubeconfig: string;
  /** As the API server says: `v1.20.2`. */
  readonly version: string;
  /** Reference of an image that the cluster's nodes have or can pull, with busybox at `/bin/busybox`. */
  readonly workloadImage: string;
}

/** A cluster in use; disposing of it undoes exactly what taking it into use did. */
export interface Cluster extends ClusterAccess, AsyncDisposable {}
