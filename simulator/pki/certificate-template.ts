import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { type RsaPadding, type SigningHash, signingWith } from './key-algorithms.ts';
import { type KeyUsage, toFlags } from './key-usage.ts';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  type JsonGeneralNames,
  KeyUsagesExtension,
  type Name,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from './x509.ts';

/** Purposes an extendedKeyUsage extension can name. */
export type Purpose = 'clientAuth' | 'serverAuth';

/** An extension given as bytes, for what no validator knows. */
export interface RawExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** What a certificate says about its subject. */
export interface CertificateTemplate {
  /** RFC 4514 text or a parsed name; empty for none, the alternative name is then critical. */
  readonly subject: Name | string;
  readonly publicKey: KeyObject;
  readonly serial?: string | undefined;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly ca: boolean;
  readonly pathLength?: number | undefined;
  readonly keyUsages: readonly KeyUsage[];
  readonly purposes?: readonly Purpose[] | undefined;
  readonly uriSans?: readonly string[] | undefined;
  readonly dnsNames?: readonly string[] | undefined;
  readonly ipAddresses?: readonly string[] | undefined;
  readonly extensions?: readonly RawExtension[] | undefined;
}

/** Who signs a certificate. */
export interface Signer {
  readonly name: Name | string;
  readonly key: KeyObject;
  /** The signer's subject key identifier, in hex; a self-signed certificate has none to refer to. */
  readonly keyIdentifier?: string | undefined;
  readonly hash?: SigningHash | undefined;
  /** Of an RSA key. */
  readonly padding?: RsaPadding | undefined;
}

function alternativeNames(template: CertificateTemplate): JsonGeneralNames {
  return [
    ...(template.uriSans ?? []).map((value) => ({ type: 'url' as const, value })),
    ...(template.dnsNames ?? []).map((value) => ({ type: 'dns' as const, value })),
    ...(template.ipAddresses ?? []).map((value) => ({ type: 'ip' as const, value })),
  ];
}

async function extensionsOf(template: CertificateTemplate, spki: Uint8Array, signer: Signer): Promise<Extension[]> {
  const names = alternativeNames(template);
  const purposes = (template.purposes ?? []).map((purpose) => ExtendedKeyUsage[purpose]);
  return [
    new BasicConstraintsExtension(template.ca, template.pathLength, true),
    ...(template.keyUsages.length > 0 ? [new KeyUsagesExtension(toFlags(template.keyUsages), true)] : []),
    ...(purposes.length > 0 ? [new ExtendedKeyUsageExtension(purposes)] : []),
    ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names, template.subject === '')] : []),
    await SubjectKeyIdentifierExtension.create(spki),
    ...(signer.keyIdentifier === undefined ? [] : [new AuthorityKeyIdentifierExtension(signer.keyIdentifier)]),
    ...(template.extensions ?? []).map(({ oid, critical, value }) => new Extension(oid, critical, value)),
  ];
}

/** Sixteen random bytes, positive and without a leading zero (RFC 5280 section 4.1.2.2). */
function randomSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** A distinguished name with only a common name, escaped by RFC 4514. */
export function commonName(name: string): string {
  return `CN=${name.replaceAll(/[\\"+,;<>=#]/g, '\\$&')}`;
}

/** Signs a certificate as it is described, however wrong; answers PEM. */
export async function signCertificate(template: CertificateTemplate, signer: Signer): Promise<string> {
  const key = template.publicKey.type === 'private' ? createPublicKey(template.publicKey) : template.publicKey;
  const spki = key.export({ type: 'spki', format: 'der' });
  const signing = signingWith(signer.key, signer.hash, signer.padding);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: template.serial ?? randomSerial(),
    subject: template.subject,
    issuer: signer.name,
    notBefore: template.notBefore,
    notAfter: template.notAfter,
    publicKey: spki,
    signingKey: signing.key,
    signingAlgorithm: signing.algorithm,
    extensions: await extensionsOf(template, spki, signer),
  });
  return `${certificate.toString('pem')}\n`;
}
