/** A failure about keys, certificates or SPIFFE IDs; the message leads with the stable `code`. */
export class PkiError extends Error {
  override readonly name = 'PkiError';
  readonly code: string;

  constructor(code: string, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.code = code;
  }
}
