import { CodedError } from '../errors/coded-error.ts';

export type EngineErrorCode = 'ENGINE_UNREACHABLE' | 'ENGINE_REFUSED' | 'ENGINE_HOST_INVALID' | 'ENGINE_NOT_STARTED';

/** A container engine that is not there, or that refuses; the message leads with the code. */
export class EngineError extends CodedError<EngineErrorCode> {
  override readonly name = 'EngineError';
}
