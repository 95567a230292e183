/**
 * A failure that a person can do something about; the message leads with the stable `code`, says what was received and
 * what to do. What it is about is said by its class.
 */
export abstract class CodedError<Code extends string = string> extends Error {
  readonly code: Code;
  /** The message without the code. */
  readonly detail: string;

  constructor(code: Code, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.code = code;
    this.detail = detail;
  }
}
