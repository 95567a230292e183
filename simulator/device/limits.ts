/** What a device takes from a server before it calls it hostile; in bytes unless said otherwise. */
export interface DeviceLimits {
  readonly requestMs: number;
  /** Of a body as it is on the wire. */
  readonly bodyBytes: number;
  /** Of a body after its content coding is undone. */
  readonly decodedBytes: number;
  /** Of a bundle after decompression. */
  readonly bundleBytes: number;
  readonly bundleFiles: number;
  /** Of a clone on the medium. */
  readonly repositoryBytes: number;
  /** Of one deployment document. */
  readonly documentBytes: number;
  /** How often aliases of one YAML document may be resolved. */
  readonly yamlAliases: number;
}

const MIB = 2 ** 20;

export const DEFAULT_LIMITS: DeviceLimits = {
  requestMs: 30_000,
  bodyBytes: 16 * MIB,
  decodedBytes: 32 * MIB,
  bundleBytes: 64 * MIB,
  bundleFiles: 4096,
  repositoryBytes: 64 * MIB,
  documentBytes: MIB,
  yamlAliases: 50,
};
