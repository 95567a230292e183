import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { DeviceError } from '../device-error.ts';

/**
 * Judges a server by its name: its certificate is for one of the hosts that the client may contact (RFC 9110, 4.3.4).
 * Without it, whoever has a certificate of the same authority could stand in for the WFM, another client too.
 */
export function hostVerifier(
  origins: () => readonly string[],
): (chainDer: readonly Uint8Array[]) => DeviceError | undefined {
  return ([leafDer]) => {
    const hosts = origins().map((origin) => new URL(origin).hostname.replace(/^\[(.*)\]$/, '$1'));
    const leaf = leafDer && new X509Certificate(leafDer);
    if (leaf && hosts.some((host) => (isIP(host) ? leaf.checkIP(host) : leaf.checkHost(host)) !== undefined))
      return undefined;
    return new DeviceError(
      'WFM_NOT_EXPECTED',
      `the peer's certificate is for ${leaf?.subjectAltName ?? 'no host'}, not for ${hosts.join(' or ')}`,
    );
  };
}
