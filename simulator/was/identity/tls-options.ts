import type { ServerOptions } from 'node:https';
import type { Credential } from '../../pki/svid.ts';
import type { Realm } from './peer.ts';

/** As `https.createServer` takes them. */
export type TlsOptions = ServerOptions;

/** RFC 9325 section 4.2: forward secrecy and authenticated encryption only. */
const TLS12_CIPHERS = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
];
const TLS13_CIPHERS = ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'];

const HANDSHAKE_TIMEOUT_MS = 10_000;

/**
 * Mutual TLS 1.3, with 1.2 only where it is asked for (TLS-001, TLS-002). The TLS library checks the chain first; who
 * the peer is, is decided by `recognisePeer` right after the handshake.
 */
export function mutualTls(identity: Credential, realm: Realm, tls12: boolean): TlsOptions {
  return {
    cert: identity.chainPem,
    key: identity.keyPem,
    ca: [...realm.anchorsPem],
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: tls12 ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    ciphers: [...TLS13_CIPHERS, ...(tls12 ? TLS12_CIPHERS : [])].join(':'),
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    // Seconds. Within them a resumed session is recognised again from the certificate of its full handshake (TLS-007).
    sessionTimeout: 300,
  };
}

/** TLS 1.3 that proves the server alone (ONB-015). */
export function serverTls(identity: Credential): TlsOptions {
  return {
    cert: identity.chainPem,
    key: identity.keyPem,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  };
}
