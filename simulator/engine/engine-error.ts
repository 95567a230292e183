export type EngineErrorCode = 'ENGINE_UNREACHABLE' | 'ENGINE_REFUSED' | 'ENGINE_HOST_INVALID' | 'ENGINE_NOT_STARTED';

/** A container engine that is not there, or that refuses; the message leads with the code. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.code = code;
  }
}
