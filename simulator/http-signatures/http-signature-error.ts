import { CodedError } from '../errors/coded-error.ts';

/** Why a signature cannot be made, or its base not be rebuilt; stable, so that others can rely on it. */
export type HttpSignatureErrorCode =
  | 'ALGORITHM_UNSUITABLE'
  | 'LABEL_INVALID'
  | 'PARAMETER_INVALID'
  | 'TARGET_URI_INVALID'
  | 'COMPONENT_MALFORMED'
  | 'COMPONENT_UNKNOWN'
  | 'COMPONENT_PARAMETER_UNSUPPORTED'
  | 'COMPONENT_REPEATED'
  | 'COMPONENTS_TOO_MANY'
  | 'COMPONENT_ABSENT'
  | 'COMPONENT_AMBIGUOUS'
  | 'COMPONENT_NOT_STRUCTURED'
  | 'COMPONENT_VALUE_UNSAFE';

/** A message that cannot be signed or verified as asked; the message leads with the stable `code`. */
export class HttpSignatureError extends CodedError<HttpSignatureErrorCode> {
  override readonly name = 'HttpSignatureError';
}
