import type { RuntimeFailure } from '../runtime.ts';

interface Rule {
  readonly code: string;
  readonly pattern: RegExp;
}

/** What helm's complaints mean; the first row that fits holds. */
const RULES: readonly Rule[] = [
  {
    code: 'OPERATION_PENDING',
    pattern: /another operation \(install\/upgrade\/rollback\) is in progress|has no deployed releases/,
  },
  { code: 'RELEASE_NOT_FOUND', pattern: /release: not found/ },
  {
    code: 'KUBECONFIG_INVALID',
    pattern: /invalid configuration|error loading config|context "[^"]*" does not exist|invalid kubeconfig/i,
  },
  {
    code: 'CREDENTIALS_REJECTED',
    pattern:
      /asked for the client to provide credentials|Unauthorized|must be logged in|remote error: tls: (bad|unknown|expired|revoked) certificate|remote error: tls: unknown certificate authority/,
  },
  { code: 'CLUSTER_UNTRUSTED', pattern: /(tls: failed to verify certificate|cluster unreachable).*x509:/s },
  { code: 'QUOTA_EXCEEDED', pattern: /exceeded quota/ },
  { code: 'NAMESPACE_TERMINATING', pattern: /because it is being terminated/ },
  { code: 'FORBIDDEN', pattern: /is forbidden: User|is forbidden: .* cannot|cluster unreachable:.*forbidden/ },
  {
    code: 'CLUSTER_UNREACHABLE',
    pattern:
      /cluster unreachable|connection refused|connection reset|no such host|no route to host|network is unreachable|i\/o timeout|TLS handshake timeout|etcdserver|ServiceUnavailable|unable to handle the request/,
  },
  { code: 'VALUE_MISSING', pattern: /execution error at/ },
  {
    code: 'VALUES_INVALID',
    pattern:
      /don't meet the specifications of the schema|cannot overwrite table|values .*not a (table|mapping)|failed to parse .*values|cannot unmarshal/i,
  },
  {
    code: 'TEMPLATE_ERROR',
    pattern:
      /parse error at|error decoding YAML|template: |error calling|YAML parse error|nil pointer evaluating|can't evaluate field/,
  },
  { code: 'CLUSTER_TOO_OLD', pattern: /requires kubeVersion/ },
  {
    code: 'CHART_INVALID',
    pattern:
      /Chart\.yaml|chart metadata|gzip|unexpected EOF|not a valid chart|validation: |chart\.metadata|missing in charts\/|unable to load chart|library charts are not installable/,
  },
  {
    code: 'RESOURCE_CONFLICT',
    pattern: /cannot be imported into the current release|invalid ownership metadata|conflicts? with/,
  },
  {
    code: 'MANIFEST_INVALID',
    pattern:
      /unable to build kubernetes objects|no matches for kind|error validating|is invalid:|unknown field|cannot patch/,
  },
  { code: 'NOT_READY', pattern: /timed out waiting|deadline exceeded|not ready/ },
];

const MAX_MESSAGE = 500;

/** What helm complained of, under a stable code; the message is one line, bounded. */
export function failureFrom(stderr: string): RuntimeFailure {
  const text = complaintIn(stderr);
  return { code: RULES.find(({ pattern }) => pattern.test(text))?.code ?? 'HELM_FAILED', message: oneLine(text) };
}

/** From helm's `Error:` on; warnings before it say nothing about the failure. */
function complaintIn(stderr: string): string {
  const at = stderr.search(/^Error: /m);
  const text = (at < 0 ? stderr : stderr.slice(at + 'Error: '.length)).trim();
  return text === '' ? 'helm failed without a word' : text;
}

/** Fit for a status: one line without control characters, at most 500 characters. */
export function oneLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE - 1)}…` : line;
}
