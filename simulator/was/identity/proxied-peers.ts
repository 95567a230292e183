import { X509Certificate } from 'node:crypto';
import type { Behaviour } from '../behaviour.ts';
import type { Realm } from './peer.ts';
import type { PeerSource } from './peer-source.ts';

/**
 * The header in which the proxy passes on the leaf that its peer proved in the handshake: one certificate in PEM,
 * percent-encoded (nginx's `$ssl_client_escaped_cert`). A name of our own, because Client-Cert has another form (RFC
 * 9440). The proxy has to set it on each request, which takes the place of whatever a caller sent (TLS-009).
 */
export const PROXIED_LEAF = 'Proxied-Client-Leaf';

const ONE_CERTIFICATE = /^-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*$/;

/** None where the header is missing, is not a single certificate, or came twice. */
function presentedLeaf(value: string | string[] | undefined): readonly Uint8Array[] {
  try {
    const pem = typeof value === 'string' ? decodeURIComponent(value) : '';
    return ONE_CERTIFICATE.test(pem) ? [new X509Certificate(pem).raw] : [];
  } catch {
    return [];
  }
}

/**
 * Recognises the peer of each request by what the proxy says. Its connections are the proxy's to limit (WIP-014), and
 * one of them carries requests of several peers.
 */
export const proxiedPeers = (behaviour: Behaviour, realm: Realm): PeerSource => ({
  recognitionOf: ({ headers }) =>
    behaviour.recognisePeer(presentedLeaf(headers[PROXIED_LEAF.toLowerCase()]), realm, new Date()),
  isOld: () => false,
});
