import { HOLDS, type Judgement, judgeThat } from './judgement.ts';

// Triple DES has 112 bits, which RFC 9325 advises against and does not forbid.
const FORBIDDEN = /_WITH_(NULL|RC4|RC2|DES)_|_anon_|EXPORT/;
const RECOMMENDED = /^TLS_(EC)?DHE_[A-Z]+_WITH_.*_(GCM|CCM|POLY1305)/;

/** RFC 9325, 4.1: what must not be negotiated, by the IANA name of the suite. */
export const noForbiddenCipher = (cipher: string): Judgement =>
  judgeThat(!FORBIDDEN.test(cipher), 'a cipher suite that RFC 9325 does not forbid', cipher);

/** RFC 9325, 4.1 and 4.2: forward secrecy and authenticated encryption are what it recommends. */
export const recommendedCipher = (cipher: string): Judgement =>
  FORBIDDEN.test(cipher)
    ? HOLDS
    : judgeThat(RECOMMENDED.test(cipher), 'a cipher suite with ephemeral keys and authenticated encryption', cipher);
