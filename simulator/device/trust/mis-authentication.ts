import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { DeviceError } from '../device-error.ts';

/**
 * How the origin of trust material is known before there is any (TRB-001): by anchors of a PKI, or by the SHA-256 of
 * the server's public key, base64 as in RFC 7469. There is no trust on first use.
 */
export type MisAuthentication =
  | { readonly kind: 'anchors'; readonly pem: string }
  | { readonly kind: 'pins'; readonly sha256: readonly string[] };

/**
 * Opens an authenticated connection; nothing has been sent on it.
 * @throws DeviceError MIS_NOT_AUTHENTICATED; the system's error where there is no connection
 */
export function connectAuthenticated(
  { hostname, port }: URL,
  authentication: MisAuthentication,
  now: number,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: port === '' ? 443 : Number(port),
      ...(isIP(host) === 0 && { servername: host }),
      ALPNProtocols: ['http/1.1'],
      minVersion: 'TLSv1.2',
      ...(authentication.kind === 'anchors'
        ? { ca: authentication.pem, rejectUnauthorized: true }
        : { rejectUnauthorized: false }),
    });
    const abort = (): void => void socket.destroy(new Error('the request was given up'));
    signal.addEventListener('abort', abort, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', abort));
    socket.once('error', (error) => reject(asRefusal(error)));
    socket.once('secureConnect', () => {
      const objection =
        authentication.kind === 'pins' ? pinObjection(socket, host, authentication.sha256, now) : undefined;
      if (objection === undefined) return resolve(socket);
      socket.destroy();
      reject(new DeviceError('MIS_NOT_AUTHENTICATED', `${host}: ${objection}`));
    });
  });
}

/** A pin stands for the chain, not for the name: that is compared when connecting by name (TRB-003). */
function pinObjection(socket: TLSSocket, host: string, pins: readonly string[], now: number): string | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return 'the server presented no certificate';
  const key = certificate.publicKey.export({ type: 'spki', format: 'der' });
  if (!pins.includes(createHash('sha256').update(key).digest('base64')))
    return 'its public key is none of those pinned';
  if (now < certificate.validFromDate.getTime() || now > certificate.validToDate.getTime())
    return 'its certificate is not valid now';
  const isNamed = isIP(host) !== 0 || certificate.checkHost(host, { subject: 'never' }) !== undefined;
  return isNamed ? undefined : 'its certificate is for other names';
}

function asRefusal(error: Error): Error {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^ERR_TLS|CERT|SIGNED|SIGNATURE|ISSUER/.test(code)
    ? new DeviceError('MIS_NOT_AUTHENTICATED', `the server is not who was configured: ${error.message}`, {
        cause: error,
      })
    : error;
}
