import { CodedError } from '../errors/coded-error.ts';

/** Why something of a registry cannot be used; stable, so that reports and checks can rely on it. */
export type OciErrorCode =
  | 'REFERENCE_INVALID'
  | 'REGISTRY_UNREACHABLE'
  | 'REGISTRY_CA_UNKNOWN'
  | 'REGISTRY_CERTIFICATE_INVALID'
  | 'REGISTRY_TIMEOUT'
  | 'REGISTRY_UNAVAILABLE'
  | 'REGISTRY_UNAUTHORIZED'
  | 'REGISTRY_FORBIDDEN'
  | 'REGISTRY_MALFORMED'
  | 'REGISTRY_REDIRECT_REFUSED'
  | 'CREDENTIAL_LEAK_REFUSED'
  | 'ARTIFACT_NOT_FOUND'
  | 'ARTIFACT_TOO_LARGE'
  | 'DIGEST_MISMATCH';

/** A failure around a registry; the message leads with the stable `code` and never holds a credential. */
export class OciError extends CodedError<OciErrorCode> {
  override readonly name = 'OciError';
}
