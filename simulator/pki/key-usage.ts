import { KeyUsageFlags } from './x509.ts';

/** A bit of the keyUsage extension (RFC 5280 section 4.2.1.3). */
export type KeyUsage = 'digitalSignature' | 'keyEncipherment' | 'keyAgreement' | 'keyCertSign' | 'cRLSign';

const FLAGS: readonly (readonly [KeyUsage, KeyUsageFlags])[] = [
  ['digitalSignature', KeyUsageFlags.digitalSignature],
  ['keyEncipherment', KeyUsageFlags.keyEncipherment],
  ['keyAgreement', KeyUsageFlags.keyAgreement],
  ['keyCertSign', KeyUsageFlags.keyCertSign],
  ['cRLSign', KeyUsageFlags.cRLSign],
];

/** The usages as the library's bit set. */
export function toFlags(usages: readonly KeyUsage[]): KeyUsageFlags {
  return FLAGS.filter(([usage]) => usages.includes(usage)).reduce((flags: number, [, flag]) => flags | flag, 0);
}

/** The usages in the library's bit set. */
export function fromFlags(flags: KeyUsageFlags): readonly KeyUsage[] {
  return FLAGS.filter(([, flag]) => (flags & flag) !== 0).map(([usage]) => usage);
}
