import { OciError, type OciErrorCode } from '../oci-error.ts';
import type { RegistryHost } from '../reference.ts';

type Failure = readonly [OciErrorCode, (host: RegistryHost) => string];

const caUnknown: Failure = [
  'REGISTRY_CA_UNKNOWN',
  (host) => `the certificate of ${host} is of an authority that is not trusted; give the authority of this registry`,
];
const certificateInvalid: Failure = [
  'REGISTRY_CERTIFICATE_INVALID',
  (host) =>
    `the certificate of ${host} is expired, not valid yet, or for another name; have the registry present a good one`,
];
const timeout: Failure = [
  'REGISTRY_TIMEOUT',
  (host) => `${host} did not answer in time; see whether it is overloaded or a firewall swallows what is sent`,
];
const malformed: Failure = [
  'REGISTRY_MALFORMED',
  (host) => `what answers at ${host} does not speak HTTP over TLS; see whether host and port are those of the registry`,
];

/** What the machine, TLS and the HTTP client call the failures of a connection. */
const FAILURES: ReadonlyMap<string, Failure> = new Map([
  ['UNABLE_TO_GET_ISSUER_CERT', caUnknown],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', caUnknown],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', caUnknown],
  ['SELF_SIGNED_CERT_IN_CHAIN', caUnknown],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', caUnknown],
  ['CERT_SIGNATURE_FAILURE', caUnknown],
  ['CERT_UNTRUSTED', caUnknown],
  ['CERT_HAS_EXPIRED', certificateInvalid],
  ['CERT_NOT_YET_VALID', certificateInvalid],
  ['CERT_CHAIN_TOO_LONG', certificateInvalid],
  ['INVALID_CA', certificateInvalid],
  ['INVALID_PURPOSE', certificateInvalid],
  ['ERR_TLS_CERT_ALTNAME_INVALID', certificateInvalid],
  ['UND_ERR_CONNECT_TIMEOUT', timeout],
  ['UND_ERR_HEADERS_TIMEOUT', timeout],
  ['UND_ERR_BODY_TIMEOUT', timeout],
  ['ETIMEDOUT', timeout],
  ['UND_ERR_HEADERS_OVERFLOW', malformed],
  ['ERR_SSL_WRONG_VERSION_NUMBER', malformed],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', malformed],
  ['EPROTO', malformed],
]);

/** The failure of an exchange with a host as an OciError; one that is an OciError already stays what it is. */
export function wireError(cause: unknown, host: RegistryHost): OciError {
  if (cause instanceof OciError) return cause;
  const code = codeOf(cause);
  const failure = FAILURES.get(code) ?? (code.startsWith('HPE_') ? malformed : undefined);
  if (failure) return new OciError(failure[0], failure[1](host), { cause });
  return new OciError(
    'REGISTRY_UNREACHABLE',
    `${host} cannot be reached (${code}); see whether the registry runs and this machine may connect to it`,
    { cause },
  );
}

function codeOf(cause: unknown): string {
  for (let error = cause; error instanceof Error; error = error.cause)
    if ('code' in error && typeof error.code === 'string') return error.code;
  return cause instanceof Error ? cause.name : 'unknown';
}
