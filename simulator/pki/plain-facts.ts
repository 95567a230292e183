import type { CertificateFacts } from './certificate-facts.ts';
import { type DerElement, derElement, derElements, NotPlain } from './der-reader.ts';
import { fromFlags } from './key-usage.ts';
import { Name } from './x509.ts';

/** What stands in the bytes of a plain certificate; its key and how it was signed are for others to understand. */
export interface PlainFacts extends Omit<CertificateFacts, 'publicKey' | 'signature'> {
  readonly subjectPublicKeyInfo: Buffer;
  /** AlgorithmIdentifier. */
  readonly signatureAlgorithm: Buffer;
}

const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const VERSION_3 = 'a003020102';
const EXTENSIONS = 0xa3;
const TRUE = 'ff';
/** Of AuthorityKeyIdentifier. */
const KEY_IDENTIFIER = 0x80;
/** Of GeneralName. */
const DNS = 0x82;
const URI = 0x86;
const IP = 0x87;

const required = (element: DerElement | undefined, tag: number): DerElement => {
  if (element?.tag !== tag) throw new NotPlain();
  return element;
};

const text = ({ content }: DerElement): string => {
  if (content.some((byte) => byte >= 0x80)) throw new NotPlain();
  return content.toString('latin1');
};

const UTC = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;

/** A UTCTime stands for a year between 1950 and 2049 (RFC 5280 section 4.1.2.5.1). */
function timeOf(element: DerElement | undefined): Date {
  const [, ...parts] = UTC.exec(text(required(element, UTC_TIME))) ?? [];
  const [year = Number.NaN, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const time = new Date(Date.UTC(year < 50 ? 2000 + year : 1900 + year, month - 1, day, hour, minute, second));
  // What rolls over, as the 30th of February does, is no time.
  if (time.getUTCMonth() !== month - 1 || time.getUTCDate() !== day || time.getUTCSeconds() !== second)
    throw new NotPlain();
  return time;
}

const nameOf = ({ content, whole }: DerElement): string =>
  content.length === 0 ? '' : new Name(Uint8Array.from(whole).buffer).toString();

function serialOf({ content }: DerElement): string {
  const [first = 0, second = 0] = content;
  // Not positive, or with a needless zero before it.
  if (first >= 0x80 || (first === 0 && second < 0x80)) throw new NotPlain();
  return content.subarray(first === 0 ? 1 : 0).toString('hex');
}

interface Extension {
  /** Content of its object identifier, in hex. */
  readonly id: string;
  readonly value: Buffer;
}

function extensionOf(element: DerElement): Extension {
  const parts = derElements(required(element, SEQUENCE).content);
  const [id, second] = parts;
  const isCritical = second?.tag === BOOLEAN && second.content.toString('hex') === TRUE;
  const value = required(parts[isCritical ? 2 : 1], OCTET_STRING).content;
  if (parts.length !== (isCritical ? 3 : 2)) throw new NotPlain();
  return { id: required(id, OBJECT_IDENTIFIER).content.toString('hex'), value };
}

type ExtensionFacts = Partial<
  Pick<CertificateFacts, 'uriSans' | 'dnsNames' | 'isCa' | 'pathLength' | 'keyUsages' | 'subjectKeyIdentifier'>
>;

function constraintsIn(value: Buffer): ExtensionFacts {
  const [ca, pathLength, more] = derElements(derElement(value, SEQUENCE).content);
  if (!ca) return {};
  const isCa = required(ca, BOOLEAN).content.toString('hex') === TRUE;
  const [length = 0, ...longer] = pathLength ? required(pathLength, INTEGER).content : [];
  if (!isCa || more || longer.length > 0 || length >= 0x80) throw new NotPlain();
  return { isCa, ...(pathLength && { pathLength: length }) };
}

function usagesIn(value: Buffer): ExtensionFacts {
  const [unused = 8, bits, more] = derElement(value, BIT_STRING).content;
  if (unused > 7 || bits === undefined || more !== undefined) throw new NotPlain();
  // The first usage is the highest bit, and the lowest of the library's flags.
  const flags = Array.from({ length: 8 - unused }, (_, place) => ((bits >> (7 - place)) & 1) << place);
  return { keyUsages: fromFlags(flags.reduce((all, flag) => all | flag, 0)) };
}

function namesIn(value: Buffer): ExtensionFacts {
  const names = derElements(derElement(value, SEQUENCE).content);
  if (names.some(({ tag }) => tag !== DNS && tag !== URI && tag !== IP)) throw new NotPlain();
  const of = (wanted: number): readonly string[] => names.filter(({ tag }) => tag === wanted).map(text);
  return { uriSans: of(URI), dnsNames: of(DNS) };
}

/** Read by nobody here, but it has to be a list of these, of which none ends before it is over. */
const listOf =
  (tag: number, isWhole: (content: Buffer) => boolean) =>
  (value: Buffer): ExtensionFacts => {
    const list = derElements(derElement(value, SEQUENCE).content);
    if (list.some((one) => one.tag !== tag || !isWhole(one.content))) throw new NotPlain();
    return {};
  };

const isObjectIdentifier = (content: Buffer): boolean => (content.at(-1) ?? 0x80) < 0x80;

/** By the object identifier's content in hex; a certificate with any other is not plain. */
const READERS: Readonly<Record<string, (value: Buffer) => ExtensionFacts>> = {
  '551d0e': (value) => ({ subjectKeyIdentifier: derElement(value, OCTET_STRING).content.toString('hex') }),
  '551d0f': usagesIn,
  '551d11': namesIn,
  '551d13': constraintsIn,
  '551d23': listOf(KEY_IDENTIFIER, () => true),
  '551d25': listOf(OBJECT_IDENTIFIER, isObjectIdentifier),
};

function readExtensions(list: readonly DerElement[]): ExtensionFacts {
  const extensions = list.map(extensionOf);
  if (new Set(extensions.map(({ id }) => id)).size !== extensions.length) throw new NotPlain();
  const read = extensions.map(({ id, value }) => {
    const reader = READERS[id];
    if (!reader) throw new NotPlain();
    return reader(value);
  });
  return Object.assign({}, ...read);
}

function read(der: Buffer): PlainFacts {
  const [tbs, algorithm, signature, beyond] = derElements(derElement(der, SEQUENCE).content);
  const [version, serial, inner, issuer, validity, subject, key, extensions, more] = derElements(
    required(tbs, SEQUENCE).content,
  );
  const signatureAlgorithm = required(algorithm, SEQUENCE).whole;
  const isPlain =
    version?.whole.toString('hex') === VERSION_3 &&
    required(inner, SEQUENCE).whole.equals(signatureAlgorithm) &&
    !(beyond || more);
  if (!isPlain || required(signature, BIT_STRING).content[0] !== 0) throw new NotPlain();
  const [notBefore, notAfter, later] = derElements(required(validity, SEQUENCE).content);
  if (later) throw new NotPlain();
  const list = derElement(required(extensions, EXTENSIONS).content, SEQUENCE);
  return {
    subject: nameOf(required(subject, SEQUENCE)),
    issuer: nameOf(required(issuer, SEQUENCE)),
    serial: serialOf(required(serial, INTEGER)),
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    uriSans: [],
    dnsNames: [],
    isCa: false,
    pathLength: undefined,
    keyUsages: undefined,
    subjectKeyIdentifier: undefined,
    ...readExtensions(derElements(list.content)),
    criticalUnknownExtensions: [],
    subjectPublicKeyInfo: required(key, SEQUENCE).whole,
    signatureAlgorithm,
  };
}

/**
 * Reads a certificate as sound ones are made: version 3, times before 2050, the extensions of an SVID and no others.
 * Undefined for whatever departs from that, which is not thereby wrong: the library reads it, in ten times the time.
 */
export function plainFacts(der: Buffer): PlainFacts | undefined {
  try {
    return read(der);
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}
