import { connect as connectTcp } from 'node:net';
import { type ConnectionOptions, connect, type DetailedPeerCertificate, type PeerCertificate } from 'node:tls';
import { certificateFacts } from '../../../simulator/pki/certificate-facts.ts';
import type { TlsCredential } from '../../../simulator/protocol/revision.ts';

/** What one handshake with the endpoint told. */
export type TlsContact =
  | {
      readonly kind: 'connected';
      readonly uriSans: readonly string[];
      readonly verified: boolean;
      readonly why: string;
    }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Shakes hands without judging the peer's chain, so that what is wrong with it can be named. */
export function tlsContact(
  url: URL,
  anchors: string,
  credential: TlsCredential | null,
  timeoutMs: number,
): Promise<TlsContact> {
  const options = optionsFor(url, anchors, credential);
  return new Promise((resolve) => {
    const socket = connect(options);
    const end = (contact: TlsContact) => {
      socket.destroy();
      resolve(contact);
    };
    socket.setTimeout(timeoutMs, () =>
      end({ kind: 'failed', code: 'ETIMEDOUT', message: `no answer within ${timeoutMs} ms` }),
    );
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end({ kind: 'failed', code: error.code ?? error.name, message: reasonOf(error) }),
    );
    socket.once('secureConnect', () => {
      const { authorized, authorizationError } = socket;
      // The host name is not what a WFM is known by.
      const why = String(authorizationError ?? '');
      const verified = authorized || why === 'ERR_TLS_CERT_ALTNAME_INVALID';
      end({ kind: 'connected', uriSans: uriSans(socket.getPeerCertificate()), verified, why });
    });
  });
}

const optionsFor = (url: URL, anchors: string, credential: TlsCredential | null): ConnectionOptions => ({
  host: url.hostname.replace(/^\[|\]$/g, ''),
  port: Number(url.port || 443),
  ca: anchors,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
  ...(credential && { cert: credential.chainPem, key: credential.keyPem }),
  ...(/[a-z]/i.test(url.hostname) && { servername: url.hostname }),
});

/** How long a server may take to refuse a client whose handshake it has let through, as TLS 1.3 allows. */
const LATE_REFUSAL_MS = 1000;

/** Whether the server turns a client away at the handshake or right after it, before any request. */
export function refusesHandshake(
  url: URL,
  anchors: string,
  credential: TlsCredential | null,
  timeoutMs: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(optionsFor(url, anchors, credential));
    const end = (refuses: boolean) => {
      socket.destroy();
      resolve(refuses);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.once('error', () => end(true));
    socket.once('end', () => end(true));
    socket.once('close', () => end(true));
    socket.once('secureConnect', () => socket.setTimeout(Math.min(timeoutMs, LATE_REFUSAL_MS)));
    // Without a reader a clean close would not be noticed.
    socket.resume();
  });
}

/** OpenSSL's messages carry source files and addresses around the few words that matter. */
function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  const [, words] = /:SSL routines:[^:]*:([^:]+):/.exec(message) ?? [];
  return (words ?? message).trim() || String(code);
}

function uriSans(certificate: PeerCertificate | DetailedPeerCertificate): readonly string[] {
  try {
    return certificateFacts(certificate.raw).uriSans;
  } catch {
    return [];
  }
}

/** Whether the port answers a request in plain HTTP. */
export function speaksPlainHttp(url: URL, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 443) });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.once('data', (data: Buffer) => end(data.toString('latin1', 0, 5) === 'HTTP/'));
    socket.once('connect', () => socket.write(`GET / HTTP/1.1\r\nHost: ${url.host}\r\nConnection: close\r\n\r\n`));
  });
}
