/** Something that cannot be packed, signed or published; the message leads with the stable `code`. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
  readonly code: string;

  constructor(code: string, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.code = code;
  }
}
