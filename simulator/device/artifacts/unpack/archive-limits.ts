/** What an archive may be when it is unpacked, before it is called hostile; in bytes unless said otherwise. */
export interface ArchiveLimits {
  readonly entries: number;
  /** Of all that comes out of the compression, headers included. */
  readonly unpackedBytes: number;
  /** Of one file. */
  readonly fileBytes: number;
  /** How many times its compressed size an archive may unpack to, once it is beyond `ratioFrom`. */
  readonly ratio: number;
  readonly ratioFrom: number;
}

const MIB = 2 ** 20;

export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 4096,
  unpackedBytes: 128 * MIB,
  fileBytes: 64 * MIB,
  ratio: 200,
  ratioFrom: MIB,
};
