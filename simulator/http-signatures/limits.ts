/** What a peer can make us do at most; far beyond what honest messages need. */
export const LIMITS: Readonly<Record<'signatures' | 'components' | 'fieldLength', number>> = {
  /** Signatures of one message. */
  signatures: 8,
  /** Covered components of one signature. */
  components: 64,
  /** Characters of all lines of one field that is read as a structured field. */
  fieldLength: 16 * 1024,
};
