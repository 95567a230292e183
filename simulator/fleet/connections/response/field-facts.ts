const MAX_LENGTH_DIGITS = 15;
const [HTAB, SPACE, ZERO, NINE] = [0x09, 0x20, 0x30, 0x39];
const LOWER_CASE = 0x20;

const CONTENT_LENGTH = Buffer.from('content-length', 'latin1');
const TRANSFER_ENCODING = Buffer.from('transfer-encoding', 'latin1');
const CONNECTION = Buffer.from('connection', 'latin1');

/** The header fields that say where an answer ends, and what becomes of the connection. */
export class FieldFacts {
  /** Of Content-Length; -1 where there is none. */
  contentLength = -1;
  /** Transfer-Encoding, where there is one: what all its lines say, in lower case. */
  transferEncoding: string | null = null;
  saysClose = false;
  saysKeepAlive = false;

  /**
   * @param from of the name, which ends before `colon`; the value ends before `to`
   * @returns false where the field contradicts itself or another one: two lengths, or a length beside an encoding, are how one peer
   * is made to see another answer than the next one does (RFC 9112, 6.3)
   */
  add(bytes: Uint8Array, from: number, colon: number, to: number): boolean {
    switch (colon - from) {
      case CONTENT_LENGTH.length:
        return !isNamed(bytes, from, CONTENT_LENGTH) || this.#length(bytes, colon + 1, to);
      case TRANSFER_ENCODING.length:
        return !isNamed(bytes, from, TRANSFER_ENCODING) || this.#encoding(bytes, colon + 1, to);
      case CONNECTION.length:
        if (isNamed(bytes, from, CONNECTION)) this.#connection(text(bytes, colon + 1, to));
        return true;
      default:
        return true;
    }
  }

  reset(): void {
    this.contentLength = -1;
    this.transferEncoding = null;
    this.saysClose = false;
    this.saysKeepAlive = false;
  }

  #length(bytes: Uint8Array, valueFrom: number, valueTo: number): boolean {
    let [from, to] = [valueFrom, valueTo];
    while (from < to && isBlank(bytes[from])) from += 1;
    while (to > from && isBlank(bytes[to - 1])) to -= 1;
    if (this.contentLength !== -1 || this.transferEncoding !== null || from === to || to - from > MAX_LENGTH_DIGITS)
      return false;
    let length = 0;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] ?? 0;
      if (byte < ZERO || byte > NINE) return false;
      length = length * 10 + byte - ZERO;
    }
    this.contentLength = length;
    return true;
  }

  #encoding(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.contentLength !== -1) return false;
    const value = text(bytes, from, to);
    this.transferEncoding = this.transferEncoding === null ? value : `${this.transferEncoding}, ${value}`;
    return true;
  }

  #connection(value: string): void {
    for (const option of value.split(',')) {
      const name = option.trim();
      if (name === 'close') this.saysClose = true;
      else if (name === 'keep-alive') this.saysKeepAlive = true;
    }
  }
}

const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === HTAB;

function isNamed(bytes: Uint8Array, from: number, name: Uint8Array): boolean {
  for (let index = 0; index < name.length; index++) {
    if (((bytes[from + index] ?? 0) | LOWER_CASE) !== ((name[index] ?? 0) | LOWER_CASE)) return false;
  }
  return true;
}

const text = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
    .toString('latin1')
    .trim()
    .toLowerCase();
