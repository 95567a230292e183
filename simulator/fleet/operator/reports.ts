/** The status of a deployment that a WFM has acknowledged, as it crosses threads and machines. */
export interface AcknowledgedReport {
  readonly device: number;
  readonly deploymentId: string;
  readonly state: string;
  readonly components: readonly { readonly name: string; readonly state: string }[];
  /** As text, exact beyond 2^53; null where the revision reports none. */
  readonly adoptedManifestVersion: string | null;
  /** Microseconds from the start. */
  readonly at: number;
}
