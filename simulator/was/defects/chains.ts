import { certificateFacts } from '../../pki/certificate-facts.ts';
import { type Defect, defect, type Fault, replacing } from './defect.ts';

const refusing = (refused: (chainDer: readonly Uint8Array[]) => boolean): Fault =>
  replacing((behaviour) => ({
    recognisePeer: (chainDer, realm, now) =>
      refused(chainDer)
        ? { recognised: false, reason: 'refused by mistake' }
        : behaviour.recognisePeer(chainDer, realm, now),
  }));

/** DER of the object identifier 2.999.1, which is for examples. */
const UNKNOWN_EXTENSION = Buffer.from('0603883701', 'hex');

export const CHAIN_DEFECTS: readonly Defect[] = [
  defect(
    'unknown-extension-refused',
    ['TLS-004'],
    'a certificate with an extension that is not known is refused, critical or not',
    refusing(([leaf]) => leaf !== undefined && Buffer.from(leaf).includes(UNKNOWN_EXTENSION)),
  ),
  defect(
    'dns-name-decides',
    ['IDN-010'],
    'a client whose certificate has a DNS name outside the trust domain is refused',
    refusing(
      ([leaf]) => leaf !== undefined && certificateFacts(leaf).dnsNames.some((name) => name.endsWith('.example')),
    ),
  ),
  defect(
    'p256-refused',
    ['IDN-005'],
    'a client whose certificate calls its key by the name of P-256 is refused',
    refusing(([leaf]) => leaf !== undefined && certificateFacts(leaf).subject === 'CN=P-256'),
  ),
  defect(
    'rsa-pss-refused',
    ['IDN-007'],
    'a client whose certificate is signed with RSA and PSS is refused, PKCS#1 v1.5 is taken',
    refusing(([leaf]) => leaf !== undefined && certificateFacts(leaf).signature.algorithm === 'RSA-PSS'),
  ),
  defect(
    'intermediates-refused',
    ['IDN-011', 'IDN-004', 'TLS-004'],
    'a client below an intermediate CA is refused',
    refusing((chain) =>
      chain.some((der, index) => index > 0 && certificateFacts(der).issuer !== certificateFacts(der).subject),
    ),
  ),
];
