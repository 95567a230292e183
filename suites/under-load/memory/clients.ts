/** What is known of the capabilities that a client reported for its own device. */
export const STANDING = { never: 0, reported: 1, removed: 2, unsure: 3 } as const;

export type Standing = (typeof STANDING)[keyof typeof STANDING];

const FIRST_ROWS = 64;

/**
 * What every client is remembered by, a row each in typed arrays: 55 bytes and its place in an index. A device keeps its
 * row for good; forgetting empties it.
 */
export class Clients {
  readonly #rows = new Map<number, number>();
  #size = 0;
  /** Of the last manifest that it was given; 0: none. */
  versions: BigUint64Array = new BigUint64Array(FIRST_ROWS);
  /** Fingerprints of that manifest: of its ETag, of what it asks for, of the whole document. */
  etags: Float64Array = new Float64Array(FIRST_ROWS);
  states: Float64Array = new Float64Array(FIRST_ROWS);
  documents: Float64Array = new Float64Array(FIRST_ROWS);
  /** Fingerprint of the device id that it reported first; 0: none. */
  deviceIds: Float64Array = new Float64Array(FIRST_ROWS);
  /** When it was served first, in seconds since the epoch; 0: never yet. */
  servedSince: Uint32Array = new Uint32Array(FIRST_ROWS);
  standings: Uint8Array = new Uint8Array(FIRST_ROWS);
  /** Fingerprint of the path at which it reads its manifests: a client that was taken in anew has another one. */
  places: Float64Array = new Float64Array(FIRST_ROWS);
  /** 1 where what was known of it was forgotten. */
  forgotten: Uint8Array = new Uint8Array(FIRST_ROWS);
  /** 1 where something is held against the WFM if the next manifest is the same. */
  suspicions: Uint8Array = new Uint8Array(FIRST_ROWS);

  get size(): number {
    return this.#size;
  }

  /** -1 where nothing is known of the device. */
  find(device: number): number {
    return this.#rows.get(device) ?? -1;
  }

  /** A client that is met for the first time is new to its WFM as well. */
  row(device: number): number {
    const known = this.#rows.get(device);
    if (known !== undefined) return known;
    const row = this.#size;
    this.#size += 1;
    if (row >= this.etags.length) this.#grow();
    this.#rows.set(device, row);
    return row;
  }

  /** Nothing is known any more, not even that the client is new. */
  forget(device: number): void {
    const row = this.#rows.get(device);
    if (row === undefined) return;
    this.versions[row] = 0n;
    this.etags[row] = 0;
    this.states[row] = 0;
    this.documents[row] = 0;
    this.deviceIds[row] = 0;
    this.servedSince[row] = 0;
    this.standings[row] = STANDING.unsure;
    this.suspicions[row] = 0;
    this.places[row] = 0;
    this.forgotten[row] = 1;
  }

  #grow(): void {
    const length = this.etags.length * 2;
    const versions = new BigUint64Array(length);
    versions.set(this.versions);
    this.versions = versions;
    this.etags = longer(this.etags, new Float64Array(length));
    this.states = longer(this.states, new Float64Array(length));
    this.documents = longer(this.documents, new Float64Array(length));
    this.deviceIds = longer(this.deviceIds, new Float64Array(length));
    this.places = longer(this.places, new Float64Array(length));
    this.servedSince = longer(this.servedSince, new Uint32Array(length));
    this.standings = longer(this.standings, new Uint8Array(length));
    this.suspicions = longer(this.suspicions, new Uint8Array(length));
    this.forgotten = longer(this.forgotten, new Uint8Array(length));
  }
}

function longer<Column extends Float64Array | Uint32Array | Uint8Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
