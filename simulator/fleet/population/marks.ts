import type { ManifestMark } from '../../device/desired-state/manifest-rules.ts';

const DIGEST_BYTES = 32;
/** The ETag that a WFM has to give its manifests (DSM-017). */
const DIGEST_TAG = /^"sha256:[0-9a-f]{64}"$/;
const DIGEST_START = '"sha256:'.length;
const NONE = -1;

/** The manifest that each device has carried out last: forty bytes each, as long as versions and ETags are as they should. */
export class Marks {
  readonly #digests: Uint8Array;
  readonly #versions: Float64Array;
  /** What does not fit. */
  readonly #odd = new Map<number, ManifestMark>();

  constructor(rows: number) {
    this.#digests = new Uint8Array(rows * DIGEST_BYTES);
    this.#versions = new Float64Array(rows).fill(NONE);
  }

  set(row: number, mark: ManifestMark | null): void {
    this.#odd.delete(row);
    this.#versions[row] = NONE;
    if (mark === null) return;
    const { version, etag } = mark;
    if (version < 0n || version > BigInt(Number.MAX_SAFE_INTEGER) || !DIGEST_TAG.test(etag)) this.#odd.set(row, mark);
    else {
      this.#versions[row] = Number(version);
      this.#bytes(row).write(etag.slice(DIGEST_START, -1), 'hex');
    }
  }

  get(row: number): ManifestMark | null {
    const version = this.#versions[row] ?? NONE;
    if (version === NONE) return this.#odd.get(row) ?? null;
    return { version: BigInt(version), etag: this.#tag(row) };
  }

  /** What a poll asks with; null before the first manifest. */
  etag(row: number): string | null {
    return this.#versions[row] === NONE ? (this.#odd.get(row)?.etag ?? null) : this.#tag(row);
  }

  #tag(row: number): string {
    return `"sha256:${this.#bytes(row).toString('hex')}"`;
  }

  #bytes(row: number): Buffer {
    return Buffer.from(this.#digests.buffer, row * DIGEST_BYTES, DIGEST_BYTES);
  }
}
