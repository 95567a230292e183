/** What a registry takes, so that nobody can fill its memory. */
export interface Limits {
  /** Of one manifest; the distribution specification asks registries to take at least 4 MiB. */
  readonly manifestBytes: number;
  /** Of one blob, in one piece or in chunks. */
  readonly blobBytes: number;
  /** Uploads that were begun and not ended; one more ends the oldest. */
  readonly openUploads: number;
  /** Tags, or referrers, in one answer. */
  readonly pageSize: number;
}

const MIB = 1024 * 1024;

export const LIMITS: Limits = { manifestBytes: 4 * MIB, blobBytes: 256 * MIB, openUploads: 64, pageSize: 1000 };

/** Of a token request. */
export const FORM_BYTES: number = 64 * 1024;
