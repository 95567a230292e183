/** Something that a person has to put right: a stable code, what was received and what to do. */
export class WaspectError extends Error {
  readonly code: string;
  override readonly name: string = 'WaspectError';

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.code = code;
  }
}

/** The target file or the set-up around the target is wrong; nobody has been judged. */
export class ConfigurationError extends WaspectError {
  override readonly name = 'ConfigurationError';
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
