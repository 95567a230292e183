import { certificateFacts } from '../../pki/certificate-facts.ts';
import { type Defect, defect, type Fault, replacing } from './defect.ts';

/** Remembers intermediates of other handshakes and completes chains with them, as if it had fetched them. */
const completesChains: Fault = replacing((behaviour) => {
  const seen: Uint8Array[] = [];
  return {
    tlsOptions: (options) => ({ ...behaviour.tlsOptions(options), rejectUnauthorized: false }),
    recognisePeer: (chainDer, realm, now) => {
      const recognition = behaviour.recognisePeer(chainDer, realm, now);
      if (recognition.recognised)
        seen.push(...chainDer.slice(1, 7).filter((der) => !seen.some((one) => Buffer.compare(one, der) === 0)));
      if (recognition.recognised || recognition.reason !== 'CHAIN_NO_ANCHOR') return recognition;
      return behaviour.recognisePeer([...chainDer, ...seen.slice(0, 6)], realm, now);
    },
  };
});

const refusing = (refused: (chainDer: readonly Uint8Array[]) => boolean): Fault =>
  replacing((behaviour) => ({
    recognisePeer: (chainDer, realm, now) =>
      refused(chainDer)
        ? { recognised: false, reason: 'refused by mistake' }
        : behaviour.recognisePeer(chainDer, realm, now),
  }));

export const CHAIN_DEFECTS: readonly Defect[] = [
  defect(
    'missing-intermediate-completed',
    ['IDN-011', 'IDN-004'],
    'a chain without its intermediate is completed from another handshake',
    completesChains,
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
