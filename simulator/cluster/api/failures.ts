import { X509Certificate } from 'node:crypto';
import { ClusterError, type ClusterErrorCode } from '../cluster-error.ts';
import { isKubeObject, textAt, valueAt } from './kube-object.ts';
import type { KubeAddress, KubeCredential } from './kubeconfig.ts';

/** What stands behind a connection that failed, as Node and OpenSSL name it. */
const UNTRUSTED =
  /^(UNABLE_TO_|CERT_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|ERR_TLS_CERT_ALTNAME_INVALID|INVALID_CA|HOSTNAME_MISMATCH)/;
const ALERT_OF_CREDENTIALS = /^ERR_SSL_.*ALERT_(BAD_CERTIFICATE|CERTIFICATE_|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE)/;

/** No answer came: says whose fault that is. */
export function connectionFailure(error: unknown, address: KubeAddress, now: Date = new Date()): ClusterError {
  const { server, file } = address;
  const code = codeOf(error);
  const received = `${server.origin} (${file}): ${error instanceof Error ? error.message || code : String(error)}`;
  const options = { cause: error };
  if (UNTRUSTED.test(code))
    return new ClusterError(
      'CLUSTER_UNTRUSTED',
      `${received}; the kubeconfig's certificate-authority has to be the one of this API server, and the server's name in its certificate`,
      options,
    );
  if (ALERT_OF_CREDENTIALS.test(code)) return credentialsFailure(received, address, now, options);
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return new ClusterError('CLUSTER_FAILED', `${received}; the answer was too large to be one about a few objects`);
  return new ClusterError(
    'CLUSTER_UNREACHABLE',
    `${received}; see that the cluster runs, that its address is right and that nothing stands between`,
    options,
  );
}

/** An answer that is no success, with the reason that the API server gives in its `Status`. */
export function statusFailure(
  call: string,
  status: number,
  body: unknown,
  address: KubeAddress,
  now: Date = new Date(),
): ClusterError {
  const message = isKubeObject(body) ? textAt(body, 'message') : '';
  const received = `${call} answered ${status}${message === '' ? '' : `, ${JSON.stringify(message.slice(0, 500))}`}`;
  if (status === 401) return credentialsFailure(received, address, now);
  const [code, advice] = meaningOf(status, message);
  return new ClusterError(code, `${received}; ${advice}`);
}

function meaningOf(status: number, message: string): readonly [ClusterErrorCode, string] {
  if (status === 403 && /quota/i.test(message))
    return ['CLUSTER_QUOTA', 'raise the quota of the namespace, or remove what uses it up'];
  if (status === 403)
    return [
      'CLUSTER_FORBIDDEN',
      'give the account the right to do this: it makes and removes namespaces and all in them',
    ];
  if (status === 409) return ['CLUSTER_CONFLICT', 'something else made or changed the object at the same time'];
  if (status >= 400 && status < 500) return ['CLUSTER_REFUSED', 'the cluster does not take this request'];
  return ['CLUSTER_FAILED', 'see the log of the API server'];
}

function credentialsFailure(
  received: string,
  { credential, file }: KubeAddress,
  now: Date,
  options?: ErrorOptions,
): ClusterError {
  const ended = endOf(credential);
  if (ended !== undefined && ended <= now)
    return new ClusterError(
      'CLUSTER_CREDENTIALS_EXPIRED',
      `${received}; the ${credential.kind} in ${file} expired at ${ended.toISOString()}, get a new kubeconfig`,
      options,
    );
  return new ClusterError(
    'CLUSTER_CREDENTIALS_REFUSED',
    `${received}; the cluster does not know the ${credential.kind} in ${file}: it may be of another cluster, or withdrawn`,
    options,
  );
}

/** When a credential stops to be one, where it says so. */
function endOf(credential: KubeCredential): Date | undefined {
  try {
    if (credential.kind === 'certificate') return new X509Certificate(credential.certificatePem).validToDate;
    const [, claims = ''] = credential.token.split('.');
    const end = valueAt(JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')), 'exp');
    return typeof end === 'number' ? new Date(end * 1000) : undefined;
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
