import { createPublicKey } from 'node:crypto';
import { fromFlags, type KeyUsage } from './key-usage.ts';
import { certificateBlocks, pemToDer } from './pem.ts';
import { PkiError } from './pki-error.ts';
import { plainFacts } from './plain-facts.ts';
import {
  BasicConstraintsExtension,
  type Extension,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
} from './x509.ts';

/** The subject's key: `bits` is the modulus length or the order of the curve. */
export interface PublicKeyFacts {
  /** `rsa`, `ec`, `ed25519` or whatever else the key is. */
  readonly type: string;
  readonly curve?: string;
  readonly bits?: number;
}

/** How the issuer signed, in WebCrypto's names; an object identifier where WebCrypto has none. */
interface SignatureFacts {
  readonly algorithm: string;
  /** Absent where the algorithm fixes its own, or is not known. */
  readonly hash?: string;
}

/** What a certificate says, read from its DER. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly uriSans: readonly string[];
  readonly dnsNames: readonly string[];
  readonly isCa: boolean;
  readonly pathLength: number | undefined;
  /** `undefined` without the extension, which leaves every usage open. */
  readonly keyUsages: readonly KeyUsage[] | undefined;
  readonly subjectKeyIdentifier: string | undefined;
  readonly publicKey: PublicKeyFacts;
  readonly signature: SignatureFacts;
  readonly criticalUnknownExtensions: readonly string[];
}

// What a validator of SVIDs processes; RFC 5280 section 4.2 obliges it to refuse any other critical extension.
const KNOWN_EXTENSIONS: ReadonlySet<string> = new Set([
  '2.5.29.14', // subjectKeyIdentifier
  '2.5.29.15', // keyUsage
  '2.5.29.17', // subjectAltName
  '2.5.29.19', // basicConstraints
  '2.5.29.35', // authorityKeyIdentifier
  '2.5.29.37', // extKeyUsage
]);

const CURVE_BITS: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 };

function publicKeyFacts(spki: Buffer): PublicKeyFacts {
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const curve = key.asymmetricKeyDetails?.namedCurve;
  const bits = key.asymmetricKeyDetails?.modulusLength ?? CURVE_BITS[curve ?? ''];
  return {
    type: key.asymmetricKeyType ?? 'unknown',
    ...(curve === undefined ? {} : { curve }),
    ...(bits === undefined ? {} : { bits }),
  };
}

const nameOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
    ? value.name
    : undefined;

// The library types its algorithms by the DOM, and leaves the hash out where it knows none.
function signatureFacts(algorithm: object): SignatureFacts {
  const hash = 'hash' in algorithm ? nameOf(algorithm.hash) : undefined;
  return { algorithm: nameOf(algorithm) ?? 'unknown', ...(hash === undefined ? {} : { hash }) };
}

function find<T extends Extension>(all: readonly Extension[], type: new (raw: ArrayBuffer) => T): T | undefined {
  return all.find((extension): extension is T => extension instanceof type);
}

/** As the library reads it: any certificate. */
export function libraryFacts(encoded: string | Buffer): CertificateFacts {
  const certificate = new X509Certificate(encoded);
  // The library's list is a subclass of Array that would keep its type through filter and map.
  const extensions = Array.from(certificate.extensions);
  const names = extensions
    .filter((extension) => extension instanceof SubjectAlternativeNameExtension)
    .flatMap((extension) => extension.names.items);
  const constraints = find(extensions, BasicConstraintsExtension);
  const usages = find(extensions, KeyUsagesExtension);
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    serial: certificate.serialNumber,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    uriSans: names.filter((name) => name.type === 'url').map((name) => name.value),
    dnsNames: names.filter((name) => name.type === 'dns').map((name) => name.value),
    isCa: constraints?.ca ?? false,
    pathLength: constraints?.pathLength,
    keyUsages: usages && fromFlags(usages.usages),
    subjectKeyIdentifier: find(extensions, SubjectKeyIdentifierExtension)?.keyId,
    publicKey: publicKeyFacts(Buffer.from(certificate.publicKey.rawData)),
    signature: signatureFacts(certificate.signatureAlgorithm),
    criticalUnknownExtensions: extensions
      .filter((extension) => extension.critical && !KNOWN_EXTENSIONS.has(extension.type))
      .map((extension) => extension.type),
  };
}

// The few algorithms that authorities sign with, by their AlgorithmIdentifier.
const MOST_ALGORITHMS = 64;
const algorithms = new Map<string, SignatureFacts>();

function signedWith(algorithm: Buffer, certificate: string | Buffer): SignatureFacts {
  const name = algorithm.toString('latin1');
  const known = algorithms.get(name) ?? libraryFacts(certificate).signature;
  if (algorithms.size < MOST_ALGORITHMS) algorithms.set(name, known);
  return known;
}

function read(encoded: string | Buffer): CertificateFacts {
  const plain = plainFacts(typeof encoded === 'string' ? pemToDer(encoded) : encoded);
  if (plain === undefined) return libraryFacts(encoded);
  const { subjectPublicKeyInfo, signatureAlgorithm, ...facts } = plain;
  return {
    ...facts,
    publicKey: publicKeyFacts(subjectPublicKeyInfo),
    signature: signedWith(signatureAlgorithm, encoded),
  };
}

/**
 * Reads a certificate, DER or the first one of a PEM text. Nothing is verified.
 * @throws PkiError CERTIFICATE_UNREADABLE
 */
export function certificateFacts(certificate: string | Uint8Array): CertificateFacts {
  const encoded = typeof certificate === 'string' ? certificateBlocks(certificate)[0] : Buffer.from(certificate);
  if (encoded === undefined) {
    throw new PkiError('CERTIFICATE_UNREADABLE', 'no PEM block of a certificate was found; give one in PEM or DER');
  }
  try {
    return read(encoded);
  } catch (cause) {
    throw new PkiError('CERTIFICATE_UNREADABLE', `these bytes are no X.509 certificate: ${String(cause)}`, { cause });
  }
}
