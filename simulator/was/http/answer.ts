import { MANIFEST } from '../../protocol/media-types.ts';

/** A response as a value, before it is put on the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent where the response has none; a Content-Length is added when it is written. */
  readonly body?: Buffer;
}

/** A representation that can be served, encoded and revalidated. */
export interface Representation {
  readonly mediaType: string;
  /** The exact bytes that the digest was computed of. */
  readonly body: Buffer;
  readonly digest: string;
}

export const empty = (status: number, headers: Readonly<Record<string, string>> = {}): Answer => ({ status, headers });

/** Content addresses never change what they name (DSA-004); the manifest does, and is the caller's alone (DSM-019). */
export const cacheControlOf = (mediaType: string): string =>
  mediaType === MANIFEST ? 'private' : 'private, max-age=31536000, immutable';
