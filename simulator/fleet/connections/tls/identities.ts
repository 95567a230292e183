import { createSecureContext, type SecureContext } from 'node:tls';
import type { TlsCredential } from '../../../protocol/revision.ts';

/** Gives each connection the context that presents its device's certificate. */
export interface Identities {
  /** To be used at once: the next call may change what it presents to the connections that come after. */
  contextFor(credential: TlsCredential | null): SecureContext;
}

/** What a SecureContext of Node stands on; its type says no more than that there is something. */
interface NativeContext {
  setCert(pem: string): void;
  setKey(pem: string): void;
}

/** PKCS #8 of a P-256 key, which takes a place of its own in a context: that of another type would stay beside it. */
const P256_KEY = /^-----BEGIN PRIVATE KEY-----\s+MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/;
const CERTIFICATE = '-----BEGIN CERTIFICATE-----';

/**
 * A context costs 25 KiB and more than half of a handshake's work, and all that devices differ in is their certificate. OpenSSL
 * copies certificate and key of a context into each connection that is made from it, so that one context can serve them in turn.
 * Node has no public way to this (`TLSSocket.setKeyCert` is for servers): where it turns out to be none, each has its own.
 * @param anchors PEM
 */
export function identities(anchors: string): Identities {
  const options = { ca: anchors, minVersion: 'TLSv1.2' } as const;
  const bare = createSecureContext(options);
  let shared: { readonly context: SecureContext; readonly native: NativeContext } | null = null;
  return {
    contextFor: (credential) => {
      if (!credential) return bare;
      const { chainPem: cert, keyPem: key } = credential;
      // Certificates of a chain would add up.
      if (P256_KEY.test(key) && cert.lastIndexOf(CERTIFICATE) === cert.indexOf(CERTIFICATE)) {
        if (shared) {
          shared.native.setCert(cert);
          shared.native.setKey(key);
          return shared.context;
        }
        const context = createSecureContext({ ...options, cert, key });
        const native: unknown = context.context;
        if (isNative(native)) shared = { context, native };
        return context;
      }
      return createSecureContext({ ...options, cert, key });
    },
  };
}

const isNative = (value: unknown): value is NativeContext =>
  typeof value === 'object' &&
  value !== null &&
  'setCert' in value &&
  typeof value.setCert === 'function' &&
  'setKey' in value &&
  typeof value.setKey === 'function';
