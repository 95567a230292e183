import { X509Certificate } from 'node:crypto';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { isJsonObject, type JsonValue, parseJsonBytes } from '../../simulator/protocol/json.ts';
import { broken, type Judgement, judgeThat } from './judgement.ts';

const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

export type CertificateRead = { readonly certificate: X509Certificate } | { readonly wrong: Judgement };

/** The certificate in the answer, as base64 of its PEM or of its DER, or as PEM (ONB-011, G-77). */
export function readRootCertificate({ body }: WireResponse): CertificateRead {
  const wrong = (received: string): CertificateRead => ({
    wrong: broken('a JSON object whose member certificate is a certificate in base64', received),
  });
  let document: JsonValue;
  try {
    document = parseJsonBytes(body);
  } catch {
    return wrong('a body that is no JSON');
  }
  const text = isJsonObject(document) ? document['certificate'] : undefined;
  if (typeof text !== 'string') return wrong('no text under certificate');
  const bytes = text.includes('-----BEGIN ')
    ? Buffer.from(text)
    : BASE64.test(text)
      ? Buffer.from(text, 'base64')
      : null;
  if (bytes === null) return wrong('a text that is neither base64 nor PEM');
  try {
    return { certificate: new X509Certificate(bytes) };
  } catch {
    return wrong('base64 of something that is no X.509 certificate');
  }
}

/** The chain that the WFM presents, in DER, leaf first, leads to the certificate: it is in it, or has issued the last one. */
export function leadsTo(chainDer: readonly Uint8Array[], root: X509Certificate): Judgement {
  const chain = chainDer.map((der) => new X509Certificate(der));
  const last = chain.at(-1);
  const holds =
    chain.some((certificate) => certificate.fingerprint256 === root.fingerprint256) ||
    (last?.checkIssued(root) === true && last.verify(root.publicKey));
  return judgeThat(
    holds,
    'a root to which the certificate of the WFM leads',
    `one named ${root.subject.replaceAll('\n', ', ')}, while the chain ends with one issued by ${last?.issuer.replaceAll('\n', ', ') ?? 'nobody'}`,
  );
}

/** ONB-011: it is the certificate of an authority. */
export const isAuthority = (certificate: X509Certificate): Judgement =>
  judgeThat(certificate.ca, 'the certificate of an authority', 'one that may not issue others');
