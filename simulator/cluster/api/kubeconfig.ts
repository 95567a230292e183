import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { ClusterError } from '../cluster-error.ts';
import { isKubeObject, itemsAt, type KubeObject, textAt, valueAt } from './kube-object.ts';

/** What a kubeconfig says about the cluster of its current context. */
export interface KubeAddress {
  readonly file: string;
  readonly context: string;
  readonly server: URL;
  /** PEM; where it is missing, the authorities that Node trusts. */
  readonly authority: string | undefined;
  /** To be found in the server's certificate, where it is not the host of `server`. */
  readonly serverName: string | undefined;
  readonly credential: KubeCredential;
}

export type KubeCredential =
  | { readonly kind: 'certificate'; readonly certificatePem: string; readonly keyPem: string }
  | { readonly kind: 'token'; readonly token: string };

/** Larger than any kubeconfig that a person keeps. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Members that change who is spoken to or how; to leave one out in silence would reach somebody else. */
const UNSUPPORTED: Readonly<Record<'cluster' | 'user', Readonly<Record<string, string>>>> = {
  cluster: {
    'insecure-skip-tls-verify': 'give the authority of the API server as certificate-authority-data instead',
    'proxy-url': 'give an address of the API server that is reached without a proxy',
  },
  user: {
    exec: 'programs that fetch credentials are not started; make a kubeconfig with a client certificate or a token, of a service account for instance',
    'auth-provider': 'make a kubeconfig with a client certificate or a token',
    username: 'Kubernetes has no passwords any more; make a kubeconfig with a client certificate or a token',
    as: 'impersonation is not supported; make a kubeconfig with credentials of the account itself',
  },
};

/**
 * Reads the current context of a kubeconfig; files that it names are relative to it.
 * @throws ClusterError KUBECONFIG_INVALID, KUBECONFIG_CONTEXT
 */
export function readKubeconfig(file: string): KubeAddress {
  const config = readConfig(file);
  const context = textAt(config, 'current-context');
  if (context === '')
    throw new ClusterError(
      'KUBECONFIG_CONTEXT',
      `${file} has no current-context; choose one: kubectl config use-context NAME --kubeconfig ${file}`,
    );
  const chosen = named(file, config, 'contexts', 'context', context, `the current-context is ${quoted(context)}`);
  const clusterName = textAt(chosen, 'cluster');
  const userName = textAt(chosen, 'user');
  const because = `context ${quoted(context)} uses it`;
  const cluster = named(file, config, 'clusters', 'cluster', clusterName, because);
  const user = named(file, config, 'users', 'user', userName, because);
  refuseUnsupported(file, 'cluster', clusterName, cluster);
  refuseUnsupported(file, 'user', userName, user);
  return {
    file: resolve(file),
    context,
    server: serverOf(file, clusterName, cluster),
    authority: pemOf(file, cluster, 'certificate-authority'),
    serverName: textAt(cluster, 'tls-server-name') || undefined,
    credential: credentialOf(file, userName, user),
  };
}

function readConfig(file: string): KubeObject {
  let config: unknown;
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length > MAX_BYTES) throw new Error(`it has ${text.length} characters`);
    config = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw new ClusterError(
      'KUBECONFIG_INVALID',
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}; name a kubeconfig, a YAML or JSON file`,
      { cause: error },
    );
  }
  if (isKubeObject(config) && Array.isArray(config['clusters'])) return config;
  throw new ClusterError(
    'KUBECONFIG_INVALID',
    `${file} is no kubeconfig: a mapping with clusters, users and contexts is expected`,
  );
}

/** Kubeconfigs keep their parts in lists of `{name, <kind>}`. */
function named(
  file: string,
  config: KubeObject,
  list: 'contexts' | 'clusters' | 'users',
  kind: 'context' | 'cluster' | 'user',
  name: string,
  because: string,
): KubeObject {
  const all = itemsAt(config, list);
  const found = valueAt(
    all.find((item) => textAt(item, 'name') === name),
    kind,
  );
  if (isKubeObject(found)) return found;
  const there = all.map((item) => quoted(textAt(item, 'name'))).join(', ');
  throw new ClusterError(
    'KUBECONFIG_CONTEXT',
    `${file} has no ${kind} ${quoted(name)} (there: ${there || 'none'}), but ${because}; mend the file, or choose another context`,
  );
}

function refuseUnsupported(file: string, kind: 'cluster' | 'user', name: string, part: KubeObject): void {
  for (const [member, advice] of Object.entries(UNSUPPORTED[kind])) {
    const value = valueAt(part, member);
    if (value !== undefined && value !== false && value !== '')
      throw new ClusterError(
        'KUBECONFIG_INVALID',
        `${file}: ${kind} ${quoted(name)} has ${member}, which is not supported; ${advice}`,
      );
  }
}

function serverOf(file: string, name: string, cluster: KubeObject): URL {
  const text = textAt(cluster, 'server');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:') return url;
  throw new ClusterError(
    'KUBECONFIG_INVALID',
    `${file}: cluster ${quoted(name)} has the server ${quoted(text)}; an https URL is expected`,
  );
}

function credentialOf(file: string, name: string, user: KubeObject): KubeCredential {
  const certificatePem = pemOf(file, user, 'client-certificate');
  const keyPem = pemOf(file, user, 'client-key');
  if (certificatePem !== undefined && keyPem !== undefined) return { kind: 'certificate', certificatePem, keyPem };
  const tokenFile = textAt(user, 'tokenFile');
  const token = (tokenFile === '' ? textAt(user, 'token') : fileBeside(file, tokenFile)).trim();
  if (/^[\x21-\x7e]+$/.test(token)) return { kind: 'token', token };
  throw new ClusterError(
    'KUBECONFIG_INVALID',
    `${file}: user ${quoted(name)} has neither a client certificate with its key nor a token; add client-certificate-data and client-key-data, or token`,
  );
}

/** `<member>-data` is base64 of PEM, `<member>` names a file; the data win, as with kubectl. */
function pemOf(file: string, part: KubeObject, member: string): string | undefined {
  const data = textAt(part, `${member}-data`);
  const path = textAt(part, member);
  if (data === '' && path === '') return undefined;
  const pem = data === '' ? fileBeside(file, path) : Buffer.from(data, 'base64').toString('utf8');
  if (pem.includes('-----BEGIN ')) return pem;
  throw new ClusterError(
    'KUBECONFIG_INVALID',
    `${file}: ${data === '' ? `${member} ${path}` : `${member}-data`} holds no PEM; export the kubeconfig again: kubectl config view --raw --flatten`,
  );
}

function fileBeside(file: string, path: string): string {
  try {
    return readFileSync(resolve(dirname(file), path), 'utf8');
  } catch (error) {
    throw new ClusterError(
      'KUBECONFIG_INVALID',
      `${file} names ${path}, which cannot be read (${error instanceof Error ? error.message : String(error)}); put it there, or use a kubeconfig with its data inside: kubectl config view --raw --flatten`,
      { cause: error },
    );
  }
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 200));
