/** A chart as `helm package` would make it. */
export interface PackedChart {
  readonly kind: 'helm';
  readonly name: string;
  /** SemVer; the revision that it is published under. */
  readonly version: string;
  /** Chart.yaml, which registries keep as the configuration. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** `.tgz` */
  readonly archive: Uint8Array;
}

/** A Compose application, to be published as CMP-001 to CMP-003 say. */
export interface PackedCompose {
  readonly kind: 'compose';
  readonly name: string;
  /** SemVer; the revision that it is published under. */
  readonly version: string;
  /** `.tar.gz` */
  readonly archive: Uint8Array;
}

export type Package = PackedChart | PackedCompose;

/** Where a package can be had: what a component of a deployment is given. */
export interface PublishedReference {
  /** `oci://host:port/path` */
  readonly repository: string;
  readonly revision: string;
  /** Of the manifest. */
  readonly digest: string;
}
