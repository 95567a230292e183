import { header } from '../http/api-request.ts';
import type { TlsOptions } from '../identity/tls-options.ts';
import { type Defect, defect, type Fault, replacing } from './defect.ts';

const tls = (change: Partial<TlsOptions>): Fault =>
  replacing((behaviour) => ({ tlsOptions: (options) => ({ ...behaviour.tlsOptions(options), ...change }) }));

export const TLS_DEFECTS: readonly Defect[] = [
  defect(
    'tls12-at-most',
    ['TLS-001', 'TLS-002'],
    'TLS 1.3 is not offered',
    tls({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' }),
  ),
  defect(
    'tls12-with-weak-ciphers',
    ['TLS-002'],
    'TLS 1.2 is served with CBC ciphers',
    tls({ minVersion: 'TLSv1.2', ciphers: 'TLS_AES_128_GCM_SHA256:ECDHE-ECDSA-AES128-SHA' }),
  ),
  defect(
    'tls11-accepted',
    ['TLS-003', 'TLS-002'],
    'TLS 1.1 is served',
    tls({ minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  ),
  defect(
    'tls10-accepted',
    ['TLS-003', 'TLS-002'],
    'TLS 1.0 is served',
    tls({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  ),
  defect(
    'resumption-outlives-svid',
    ['TLS-007'],
    'a session can be resumed after the SVID has ended, although open connections are closed',
    replacing((behaviour) => ({
      remainsValid: (peer, now) => peer.resumed === true || behaviour.remainsValid(peer, now),
    })),
  ),
  defect(
    'resumption-skips-policy',
    ['WIP-012'],
    'a retired client is served on a resumed session',
    replacing((behaviour) => ({
      admits: (policy, peer, decision, request) =>
        peer.resumed === true || behaviour.admits(policy, peer, decision, request),
    })),
  ),
  defect(
    'connection-header-demanded',
    ['GEN-004'],
    'a request of plain HTTP/1.1, without a Connection header, is told to upgrade',
    replacing((behaviour) => ({
      exchange: (request, next) =>
        header(request, 'connection') === undefined
          ? Promise.resolve(behaviour.problem({ reason: 426, detail: 'Upgrade to HTTP/2', headers: { Upgrade: 'h2' } }))
          : behaviour.exchange(request, next),
    })),
  ),
];
