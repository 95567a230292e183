/** A response as a value, before it is put on the wire. */
export interface Answer {
  readonly status: number;
  /** Names in the form in which they are sent. */
  readonly headers: Readonly<Record<string, string>>;
  /** A Content-Length is added to bytes; what streams has the one in the headers, or goes out in chunks. */
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
}

/** A response without content. */
export const empty = (status: number, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'Content-Length': '0', ...headers },
});

/** A JSON document. */
export const json = (status: number, document: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
  body: Buffer.from(JSON.stringify(document)),
});
