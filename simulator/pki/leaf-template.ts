import type { KeyObject } from 'node:crypto';
import { type CertificateTemplate, commonName, type Purpose, type RawExtension } from './certificate-template.ts';
import type { KeyAlgorithm, RsaPadding, SigningHash } from './key-algorithms.ts';
import type { KeyUsage } from './key-usage.ts';

/** What a leaf certificate says; whatever is left out makes a sound X.509-SVID. */
export interface LeafSpec {
  readonly spiffeId?: string;
  /** Instead of `spiffeId`, for certificates with none, several or strange URIs. */
  readonly uriSans?: readonly string[];
  /** Default: five minutes ago. */
  readonly notBefore?: Date;
  /** Default: in 24 hours. */
  readonly notAfter?: Date;
  readonly ca?: boolean;
  readonly keyUsages?: readonly KeyUsage[];
  readonly ekus?: readonly Purpose[];
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  /** A common name. */
  readonly subject?: string;
  /** Hex; random by default. */
  readonly serial?: string;
  readonly extensions?: readonly RawExtension[];
}

/** A leaf to be made with a fresh key. */
export interface SvidSpec extends LeafSpec {
  /** Default: P-256. */
  readonly algorithm?: KeyAlgorithm;
  /** Of the issuer's signature; by default what goes with the issuer's key. */
  readonly hash?: SigningHash;
  /** Of the issuer's signature, where its key is RSA. */
  readonly padding?: RsaPadding;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The URIs the certificate will carry. */
export function urisOf(spec: LeafSpec): readonly string[] {
  return spec.uriSans ?? (spec.spiffeId === undefined ? [] : [spec.spiffeId]);
}

/** The template of a leaf for a key. */
export function leafTemplate(spec: LeafSpec, publicKey: KeyObject): CertificateTemplate {
  return {
    subject: spec.subject === undefined ? '' : commonName(spec.subject),
    publicKey,
    serial: spec.serial,
    notBefore: spec.notBefore ?? new Date(Date.now() - 5 * MINUTE),
    notAfter: spec.notAfter ?? new Date(Date.now() + DAY),
    ca: spec.ca ?? false,
    keyUsages: spec.keyUsages ?? ['digitalSignature'],
    purposes: spec.ekus ?? ['clientAuth', 'serverAuth'],
    uriSans: urisOf(spec),
    dnsNames: spec.dnsNames,
    ipAddresses: spec.ipAddresses,
    extensions: spec.extensions,
  };
}
