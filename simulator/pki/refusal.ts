/** Why a chain is refused: `SVID_` codes speak of the leaf, `CHAIN_` codes of a certificate above it. */
export type RefusalCode =
  | 'SVID_MISSING'
  | 'SVID_UNREADABLE'
  | 'SVID_NO_URI'
  | 'SVID_SEVERAL_URIS'
  | 'SVID_SPIFFE_ID_INVALID'
  | 'SVID_TRUST_DOMAIN'
  | 'SVID_NO_PATH'
  | 'SVID_IS_A_CA'
  | 'SVID_KEY_USAGE'
  | `${'SVID' | 'CHAIN'}_${'EXPIRED' | 'NOT_YET_VALID' | 'WEAK_KEY' | 'WEAK_SIGNATURE' | 'CRITICAL_EXTENSION'}`
  | 'CHAIN_TOO_LONG'
  | 'CHAIN_NO_ANCHOR'
  | 'CHAIN_NOT_A_CA'
  | 'CHAIN_PATH_LENGTH';

/** A refused chain. */
export interface Refusal {
  readonly refused: RefusalCode;
  /** What was met, for a person. */
  readonly message: string;
}

/** Makes a refusal. */
export function refusal(refused: RefusalCode, message: string): Refusal {
  return { refused, message };
}
