import { Agent, type Dispatcher } from 'undici';
import { ClusterError } from '../cluster-error.ts';
import { connectionFailure, statusFailure } from './failures.ts';
import { isKubeObject, itemsAt, type KubeObject, textAt } from './kube-object.ts';
import { type KubeAddress, readKubeconfig } from './kubeconfig.ts';

/** The few calls of the Kubernetes API that are needed. Paths are absolute: `/api/v1/namespaces/x/pods`. */
export interface Kube {
  /** As the API server says: `v1.20.2`. */
  version(): Promise<string>;
  /** All objects of a collection, whatever the pages it comes in. Members of a list carry neither kind nor apiVersion. */
  list(path: string, query?: Readonly<Record<string, string>>): Promise<readonly KubeObject[]>;
  /** `undefined` where there is no such object. */
  get(path: string): Promise<KubeObject | undefined>;
  /** Posts an object to its collection; answers it as it was stored. */
  create(path: string, body: KubeObject): Promise<KubeObject>;
  /** Deletes an object or a whole collection, what it owns in the background; one that is gone already is fine. */
  remove(path: string, options?: RemoveOptions): Promise<void>;
  close(): Promise<void>;
}

export interface RemoveOptions {
  /** Pods get this long to end; 0 removes them from the API at once. Default: what the pod says. */
  readonly gracePeriodSeconds?: number;
}

export interface KubeLimits {
  /** For one call as a whole, milliseconds. */
  readonly requestMs: number;
  /** Of one answer. */
  readonly maxBodyBytes: number;
}

const LIMITS: KubeLimits = { requestMs: 15_000, maxBodyBytes: 32 * 1024 * 1024 };
const PAGE = '500';
const CONNECTIONS = 8;

/**
 * A client for the current context of a kubeconfig; nothing is sent before the first call.
 * Every call throws `ClusterError` and ends in the time that the limits give it.
 */
export async function openKube(kubeconfig: string, limits: Partial<KubeLimits> = {}): Promise<Kube> {
  return new KubeClient(readKubeconfig(kubeconfig), { ...LIMITS, ...limits });
}

class KubeClient implements Kube {
  readonly #address: KubeAddress;
  readonly #limits: KubeLimits;
  readonly #agent: Agent;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(address: KubeAddress, limits: KubeLimits) {
    const { authority, serverName, credential, file } = address;
    this.#address = address;
    this.#limits = limits;
    this.#headers = {
      accept: 'application/json',
      ...(credential.kind === 'token' && { authorization: `Bearer ${credential.token}` }),
    };
    try {
      this.#agent = new Agent({
        connections: CONNECTIONS,
        maxResponseSize: limits.maxBodyBytes,
        connect: {
          timeout: limits.requestMs,
          ...(authority !== undefined && { ca: authority }),
          ...(serverName !== undefined && { servername: serverName }),
          ...(credential.kind === 'certificate' && { cert: credential.certificatePem, key: credential.keyPem }),
        },
      });
    } catch (error) {
      throw new ClusterError('KUBECONFIG_INVALID', `${file}: ${String(error)}; export it again`, { cause: error });
    }
  }

  async version(): Promise<string> {
    const version = textAt(await this.#expect('GET', '/version'), 'gitVersion');
    if (version !== '') return version;
    throw this.#nonsense('GET', '/version', 'has no gitVersion');
  }

  async list(path: string, query: Readonly<Record<string, string>> = {}): Promise<readonly KubeObject[]> {
    const found: KubeObject[] = [];
    let next = '';
    do {
      const page = { limit: PAGE, ...query, ...(next !== '' && { continue: next }) };
      const answer = await this.#expect('GET', `${path}?${new URLSearchParams(page)}`);
      if (!Array.isArray(answer['items'])) throw this.#nonsense('GET', path, 'is no list');
      found.push(...itemsAt(answer, 'items').filter(isKubeObject));
      next = textAt(answer, 'metadata', 'continue');
    } while (next !== '');
    return found;
  }

  async get(path: string): Promise<KubeObject | undefined> {
    return this.#call('GET', path);
  }

  async create(path: string, body: KubeObject): Promise<KubeObject> {
    return this.#expect('POST', path, body);
  }

  async remove(path: string, options: RemoveOptions = {}): Promise<void> {
    // In the body: beside one, the query does not count.
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', ...options };
    await this.#call('DELETE', path, body);
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #expect(method: Dispatcher.HttpMethod, path: string, body?: KubeObject): Promise<KubeObject> {
    const answer = await this.#call(method, path, body);
    if (answer !== undefined) return answer;
    throw new ClusterError(
      'CLUSTER_REFUSED',
      `${method} ${this.#address.server.origin}${path} answered 404; the cluster has no such API or namespace`,
    );
  }

  /** Answers `undefined` where the object or the collection is not there. */
  async #call(method: Dispatcher.HttpMethod, path: string, body?: KubeObject): Promise<KubeObject | undefined> {
    const { status, text } = await this.#send(method, path, body);
    const answer = parsed(text);
    if (status === 404 && isKubeObject(answer)) return undefined;
    if (status < 200 || status > 299)
      throw statusFailure(`${method} ${this.#address.server.origin}${path}`, status, answer, this.#address);
    if (isKubeObject(answer)) return answer;
    throw this.#nonsense(method, path, `is ${JSON.stringify(text.slice(0, 100))}`);
  }

  async #send(
    method: Dispatcher.HttpMethod,
    path: string,
    body?: KubeObject,
  ): Promise<{ status: number; text: string }> {
    const { origin, pathname } = this.#address.server;
    try {
      const answer = await this.#agent.request({
        origin,
        path: `${pathname.replace(/\/$/, '')}${path}`,
        method,
        headers: { ...this.#headers, ...(body && { 'content-type': 'application/json' }) },
        body: body ? JSON.stringify(body) : null,
        signal: AbortSignal.timeout(this.#limits.requestMs),
      });
      return { status: answer.statusCode, text: await answer.body.text() };
    } catch (error) {
      throw connectionFailure(error, this.#address);
    }
  }

  #nonsense(method: string, path: string, what: string): ClusterError {
    return new ClusterError(
      'CLUSTER_FAILED',
      `the answer to ${method} ${this.#address.server.origin}${path} ${what}; this is no Kubernetes API server, mend the server in ${this.#address.file}`,
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
