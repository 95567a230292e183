import { connect } from 'node:tls';

/** How long a server may take to turn away a client without certificate, whose handshake it lets through (TLS 1.3). */
const LATE_REFUSAL_MS = 1000;

const WANTS_CERTIFICATE = /^ERR_SSL_.*ALERT_(HANDSHAKE_FAILURE|.*CERTIFICATE.*|ACCESS_DENIED)$/;

/** Whether a server asks its clients for a certificate in the handshake, or lets nobody in without. */
export function clientCertificateWish(url: URL, timeoutMs: number): Promise<'none' | 'asks' | 'insists'> {
  return new Promise((resolve) => {
    let asks = false;
    const socket = connect({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port || 443),
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      ...(/[a-z]/i.test(url.hostname) && { servername: url.hostname }),
    });
    const end = (insists: boolean) => {
      socket.destroy();
      if (insists) resolve('insists');
      else resolve(asks ? 'asks' : 'none');
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => end(WANTS_CERTIFICATE.test(code)));
    socket.once('end', () => end(asks));
    socket.once('secureConnect', () => {
      // Filled from the server's request for a certificate, and by nothing else.
      asks = socket.getSharedSigalgs().length > 0;
      if (asks) socket.setTimeout(Math.min(timeoutMs, LATE_REFUSAL_MS));
      else end(false);
    });
    // Without a reader a clean close would not be noticed.
    socket.resume();
  });
}
