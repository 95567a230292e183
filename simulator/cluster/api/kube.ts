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
  /** Changes members of an object (RFC 7396, a merge patch); answers it as it was stored. */
  patch(path: string, change: KubeObject): Promise<KubeObject>;
  /** What a path answers, as it comes, until it ends or the signal aborts it; for logs that are followed. */
  stream(path: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Deletes an object or a whole collection, what it owns in the background; one that is gone already is fine. */
  remove(path: string, options?: RemoveOptions): Promise<void>;
  close(): Promise<void>;
}

export interface RemoveOptions {
  /** Pods get this long to end; 0 removes them from the API at once. Default: what the pod says. */
  readonly gracePeriodSeconds?: number;
}

export interface KubeLimits {
  /** For one call as a whole, milliseconds; of a stream, until it begins. */
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
  /** Of its own, for streams: they last, and would take the connections of the calls. */
  readonly #streams: Agent;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(address: KubeAddress, limits: KubeLimits) {
    const { credential, file } = address;
    this.#address = address;
    this.#limits = limits;
    this.#headers = {
      accept: 'application/json',
      ...(credential.kind === 'token' && { authorization: `Bearer ${credential.token}` }),
    };
    try {
      const connect = connectionTo(address, limits);
      this.#agent = new Agent({ connections: CONNECTIONS, maxResponseSize: limits.maxBodyBytes, connect });
      this.#streams = new Agent({ bodyTimeout: 0, connect });
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

  async patch(path: string, change: KubeObject): Promise<KubeObject> {
    return this.#expect('PATCH', path, change);
  }

  async *stream(path: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const begun = new AbortController();
    const late = setTimeout(() => begun.abort(new Error('no answer in time')), this.#limits.requestMs);
    try {
      const answer = await this.#streams.request({
        ...this.#request('GET', path),
        signal: AbortSignal.any([signal, begun.signal]),
      });
      clearTimeout(late);
      if (answer.statusCode !== 200)
        throw this.#refusal('GET', path, answer.statusCode, parsed(await answer.body.text()));
      for await (const chunk of answer.body) yield chunk;
    } catch (error) {
      if (signal.aborted) return;
      throw error instanceof ClusterError ? error : connectionFailure(error, this.#address);
    } finally {
      clearTimeout(late);
    }
  }

  async remove(path: string, options: RemoveOptions = {}): Promise<void> {
    // In the body: beside one, the query does not count.
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', ...options };
    await this.#call('DELETE', path, body);
  }

  async close(): Promise<void> {
    await Promise.all([this.#agent.close(), this.#streams.destroy()]);
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
    if (status < 200 || status > 299) throw this.#refusal(method, path, status, answer);
    if (isKubeObject(answer)) return answer;
    throw this.#nonsense(method, path, `is ${JSON.stringify(text.slice(0, 100))}`);
  }

  async #send(
    method: Dispatcher.HttpMethod,
    path: string,
    body?: KubeObject,
  ): Promise<{ status: number; text: string }> {
    try {
      const answer = await this.#agent.request({
        ...this.#request(method, path, body),
        signal: AbortSignal.timeout(this.#limits.requestMs),
      });
      return { status: answer.statusCode, text: await answer.body.text() };
    } catch (error) {
      throw connectionFailure(error, this.#address);
    }
  }

  #request(method: Dispatcher.HttpMethod, path: string, body?: KubeObject): Dispatcher.RequestOptions {
    const { origin, pathname } = this.#address.server;
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return {
      origin,
      path: `${pathname.replace(/\/$/, '')}${path}`,
      method,
      headers: { ...this.#headers, ...(body && { 'content-type': type }) },
      body: body ? JSON.stringify(body) : null,
    };
  }

  #refusal(method: string, path: string, status: number, answer: unknown): ClusterError {
    return statusFailure(`${method} ${this.#address.server.origin}${path}`, status, answer, this.#address);
  }

  #nonsense(method: string, path: string, what: string): ClusterError {
    return new ClusterError(
      'CLUSTER_FAILED',
      `the answer to ${method} ${this.#address.server.origin}${path} ${what}; this is no Kubernetes API server, mend the server in ${this.#address.file}`,
    );
  }
}

const connectionTo = ({ authority, serverName, credential }: KubeAddress, { requestMs }: KubeLimits) => ({
  timeout: requestMs,
  ...(authority !== undefined && { ca: authority }),
  ...(serverName !== undefined && { servername: serverName }),
  ...(credential.kind === 'certificate' && { cert: credential.certificatePem, key: credential.keyPem }),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
