import { createPublicKey, X509Certificate } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../../simulator/protocol/json.ts';
import { schemaErrors } from '../../simulator/protocol/rc3/schemas.ts';
import { all, broken, HOLDS, type Judgement, judgeThat } from './judgement.ts';

/** A discovery document names its one trust domain and the https address of its bundle (TRB-012). */
export function discoveryDocument(document: JsonValue, trustDomain: string): Judgement {
  const [error] = schemaErrors('discovery-document', document);
  if (error) return broken('trustDomain and an absolute https trustBundleUri', `${error.pointer} ${error.message}`);
  const named = isJsonObject(document) ? document['trustDomain'] : undefined;
  return judgeThat(named === trustDomain, `trustDomain ${trustDomain}`, `trustDomain ${show(named)}`);
}

/** The form of a SPIFFE bundle, and of each key in it that is an X.509 anchor (TRB-016). Other keys are free. */
export function spiffeBundle(document: JsonValue): Judgement {
  if (!isJsonObject(document)) return broken('a JSON object, the trust bundle', show(document));
  const { keys, spiffe_sequence: sequence, spiffe_refresh_hint: hint } = document;
  if (!Array.isArray(keys)) return broken('a list of keys', `keys ${show(keys)}`);
  return all(
    isWhole(sequence, 'spiffe_sequence'),
    isWhole(hint, 'spiffe_refresh_hint'),
    ...keys.map(wellFormedKey),
    judgeThat(
      keys.some((key: JsonValue) => isJsonObject(key) && key['use'] === 'x509-svid'),
      'a key of use x509-svid at least, the anchor of X.509-SVIDs',
      `keys of the uses ${keys.map((key: JsonValue) => show(isJsonObject(key) ? key['use'] : key)).join(', ')}`,
    ),
  );
}

/** The certificates of the anchors in a bundle; keys that are none are passed over. */
export function anchorsOf(document: JsonValue): readonly X509Certificate[] {
  const keys: JsonValue | undefined = isJsonObject(document) ? document['keys'] : undefined;
  if (!Array.isArray(keys)) return [];
  return keys.flatMap((key: JsonValue) => {
    const certificate = isJsonObject(key) && key['use'] === 'x509-svid' ? certificateOf(key) : undefined;
    return certificate instanceof X509Certificate ? [certificate] : [];
  });
}

/** Whether a chain as presented, leaf first, ends at one of the anchors: it has the anchor in it, or something that it signed. */
export const leadsToAnchor = (chain: readonly X509Certificate[], anchors: readonly X509Certificate[]): boolean =>
  chain.some((certificate) =>
    anchors.some(
      (anchor) =>
        anchor.raw.equals(certificate.raw) || (certificate.checkIssued(anchor) && certificate.verify(anchor.publicKey)),
    ),
  );

function wellFormedKey(key: JsonValue, index: number): Judgement {
  if (!isJsonObject(key)) return broken(`keys[${index}] as an object`, show(key));
  const { kty, use } = key;
  if (typeof kty !== 'string') return broken(`kty in keys[${index}]`, `kty ${show(kty)}`);
  if (typeof use !== 'string') return broken(`use in keys[${index}]`, `use ${show(use)}`);
  if (use !== 'x509-svid') return HOLDS;
  const certificate = certificateOf(key);
  return certificate instanceof X509Certificate ? sameKey(key, certificate, index) : certificate.wrong(index);
}

/** RFC 7517, 4.7: base64 as in MIME without line breaks, not base64url; SPIFFE wants exactly one certificate. */
function certificateOf({ x5c }: JsonObject): X509Certificate | { readonly wrong: (index: number) => Judgement } {
  const wrong = (received: string) => ({
    wrong: (index: number) => broken(`one base64 DER certificate in keys[${index}].x5c`, received),
  });
  if (!Array.isArray(x5c) || x5c.length !== 1) return wrong(`x5c ${show(x5c)}`);
  const text: JsonValue | undefined = x5c[0];
  if (typeof text !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0)
    return wrong(`x5c[0] ${show(text)}`);
  try {
    return new X509Certificate(Buffer.from(text, 'base64'));
  } catch (error) {
    return wrong(`x5c[0] that cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The members of the key are those of the certificate (RFC 7517, 4.7). */
function sameKey(key: JsonObject, certificate: X509Certificate, index: number): Judgement {
  const expected = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const members = Object.fromEntries(
    ['kty', 'crv', 'x', 'y', 'n', 'e'].flatMap((name) => (typeof key[name] === 'string' ? [[name, key[name]]] : [])),
  );
  const wanted = `keys[${index}] with the public key of its certificate`;
  try {
    const stated = createPublicKey({ key: members, format: 'jwk' }).export({ type: 'spki', format: 'der' });
    return judgeThat(stated.equals(expected), wanted, `another key of type ${members['kty']}`);
  } catch (error) {
    return broken(wanted, `no key: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const isWhole = (value: JsonValue | undefined, name: string): Judgement =>
  judgeThat(
    value === undefined || typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value)),
    `${name}, if there, an integer`,
    `${name} ${show(value)}`,
  );

const show = (value: JsonValue | undefined): string =>
  value === undefined ? 'is missing' : stringifyJson(value).slice(0, 160);
