/** A program of others that is missing, too old or not what it should be; the message leads with the stable `code`. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
  readonly code: string;

  constructor(code: string, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.code = code;
  }
}
