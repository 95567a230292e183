/** What a client takes from a registry before it calls it hostile; in bytes unless said otherwise. */
export interface ClientLimits {
  /** Of one exchange that is no download, redirects and authorisation included, in milliseconds. */
  readonly requestMs: number;
  /** Of one download, in milliseconds. */
  readonly downloadMs: number;
  /** Of a manifest and of any other answer that is read into memory. */
  readonly documentBytes: number;
  /** Of a blob that is downloaded. */
  readonly blobBytes: number;
  readonly redirects: number;
  /** Pages of a list of tags or referrers. */
  readonly pages: number;
}

const MIB = 2 ** 20;

export const CLIENT_LIMITS: ClientLimits = {
  requestMs: 30_000,
  downloadMs: 120_000,
  documentBytes: 4 * MIB,
  blobBytes: 64 * MIB,
  redirects: 3,
  pages: 100,
};
