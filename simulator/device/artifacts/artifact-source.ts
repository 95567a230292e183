import type { RuntimeFailure } from '../runtimes/runtime.ts';

/** What a component is made of, as a deployment names it. */
export interface ArtifactReference {
  readonly type: 'helm' | 'compose';
  /** `oci://host[:port]/path`, without tag. */
  readonly repository: string;
  /** The tag: a SemVer version. */
  readonly revision: string;
}

/** An artifact that was fetched, whose digest and signature were verified as the device's policy demands. */
export interface VerifiedArtifact {
  /** Digest of the OCI manifest: what was verified, and what the revision stands for from now on. */
  readonly digest: string;
  /** The chart archive (`.tgz`), or the archive of the Compose application; a file of this device's own. */
  readonly file: string;
}

export type ArtifactResult =
  | { readonly kind: 'verified'; readonly artifact: VerifiedArtifact }
  | { readonly kind: 'refused'; readonly failure: RuntimeFailure };

/** Where a device gets its charts and Compose applications from, under its policy. */
export interface ArtifactSource {
  fetch(reference: ArtifactReference, signal: AbortSignal): Promise<ArtifactResult>;
}
