/** A manifest as it was pushed. */
export interface StoredManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Where a registry keeps what was pushed; each repository has its own blobs, as its readers may differ. */
export interface Storage {
  /** The names in which there ever was a tag, in the order of their first. */
  repositories(): readonly string[];
  blob(repository: string, digest: string): Uint8Array | undefined;
  /** Keeps bytes under their own digest, and answers it. */
  putBlob(repository: string, bytes: Uint8Array): string;
  deleteBlob(repository: string, digest: string): boolean;
  /** By digest or by tag. */
  manifest(repository: string, reference: string): StoredManifest | undefined;
  /** Keeps a manifest under its own digest and answers it; a tag then names it, whatever it named before. */
  putManifest(repository: string, mediaType: string, bytes: Uint8Array, tag?: string): string;
  /** A digest takes the manifest away with all tags that name it; a tag only itself. */
  deleteManifest(repository: string, reference: string): boolean;
  /** In code point order. */
  tags(repository: string): readonly string[];
  manifests(repository: string): readonly StoredManifest[];
}
