import type { TlsOptions } from '../identity/tls-options.ts';
import { type Defect, defect, type Fault, replacing } from './defect.ts';

const tls = (change: Partial<TlsOptions>): Fault =>
  replacing((behaviour) => ({ tlsOptions: (options) => ({ ...behaviour.tlsOptions(options), ...change }) }));

export const TLS_DEFECTS: readonly Defect[] = [
  defect(
    'tls12-at-most',
    ['TLS-001'],
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
    ['TLS-003'],
    'TLS 1.1 is served',
    tls({ minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  ),
  defect(
    'tls10-accepted',
    ['TLS-003'],
    'TLS 1.0 is served',
    tls({ minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  ),
  defect(
    'session-outlives-svid',
    ['TLS-006', 'TLS-007'],
    'open connections and resumed sessions go on after the SVID has ended',
    replacing(() => ({ remainsValid: () => true })),
  ),
];
