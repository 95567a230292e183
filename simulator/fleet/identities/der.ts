/** DER (X.690) of what a certificate consists of: as much as is needed to take one apart and to write another. */

/** One element with its header, and the part of it that is its content. */
export interface Element {
  readonly tag: number;
  readonly whole: Buffer;
  readonly content: Buffer;
}

export const TAG = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  /** GeneralName, a URI (RFC 5280 section 4.2.1.6). */
  uri: 0x86,
  /** TBSCertificate, its extensions. */
  extensions: 0xa3,
} as const;

/** An element of these parts, one after the other. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([header(tag, length), ...parts]);
}

function header(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.of(tag, length);
  if (length < 0x100) return Buffer.of(tag, 0x81, length);
  if (length < 0x10000) return Buffer.of(tag, 0x82, length >> 8, length & 0xff);
  throw new RangeError(`an element of ${length} bytes is longer than any part of a certificate is made here`);
}

/** The elements that stand one after the other in some bytes. Throws `RangeError` for what is cut off. */
export function elements(bytes: Buffer): readonly Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const one = elementAt(bytes, at);
    found.push(one);
    at += one.whole.length;
  }
  return found;
}

function elementAt(bytes: Buffer, at: number): Element {
  const short = bytes.readUInt8(at + 1);
  const extra = short < 0x80 ? 0 : short & 0x7f;
  const length = extra === 0 ? short : bytes.readUIntBE(at + 2, extra);
  const start = at + 2 + extra;
  if (start + length > bytes.length) throw new RangeError('an element ends beyond the bytes that hold it');
  return {
    tag: bytes.readUInt8(at),
    whole: bytes.subarray(at, start + length),
    content: bytes.subarray(start, start + length),
  };
}

/** A time of a validity, in whole seconds; from 2050 on in the longer form (RFC 5280 section 4.1.2.5). */
export function time(at: Date): Buffer {
  const digits = at.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  const isShort = at.getUTCFullYear() < 2050;
  return isShort
    ? element(TAG.utcTime, Buffer.from(digits.slice(2), 'latin1'))
    : element(TAG.generalizedTime, Buffer.from(digits, 'latin1'));
}

const COMMON_NAME = Buffer.from('0603550403', 'hex');

const PRINTABLE = /^[A-Za-z0-9 '()+,./:=?-]*$/;

/** A distinguished name with only a common name. */
export function commonName(text: string): Buffer {
  const value = element(PRINTABLE.test(text) ? TAG.printableString : TAG.utf8String, Buffer.from(text, 'utf8'));
  return element(TAG.sequence, element(TAG.set, element(TAG.sequence, COMMON_NAME, value)));
}

/** DER as PEM. */
export function toPem(label: 'CERTIFICATE' | 'PRIVATE KEY', der: Buffer): string {
  const text = der.toString('base64');
  let pem = `-----BEGIN ${label}-----\n`;
  for (let at = 0; at < text.length; at += 64) pem += `${text.slice(at, at + 64)}\n`;
  return `${pem}-----END ${label}-----\n`;
}
