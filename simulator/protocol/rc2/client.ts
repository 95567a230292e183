import { ApiClient } from '../api-client.ts';
import type { Exchange } from '../exchange.ts';
import { JSON_DOCUMENT, MANIFEST } from '../media-types.ts';
import type { AnyRequest, ConnectOptions, ManagementClient, RequestOptions, ResourcePaths } from '../revision.ts';
import type { Rc2Dialect } from './dialects.ts';
import { writeBytes } from './documents.ts';
import { notEnrolledPaths, rc2Paths } from './paths.ts';
import { certificateThumbprint, requestSigner } from './signing.ts';

/** A client of 1.0.0-rc.2. Before it is enrolled, only `send` and `fetchReference` have somewhere to go. */
export class Rc2Client implements ManagementClient {
  readonly actor: string;
  readonly paths: ResourcePaths;
  readonly #dialect: Rc2Dialect;
  readonly #api: ApiClient;
  /** Paths of capabilities that the WFM knows, which are updated. */
  readonly #reported: Set<string>;

  constructor(options: ConnectOptions, dialect: Rc2Dialect) {
    const { enrolment, reportedDevices = [], now = Date.now, credential, endpoint } = options;
    const clientId = enrolment?.kind === 'client-id' ? enrolment.clientId : undefined;
    this.actor = options.actor;
    this.paths = clientId === undefined ? notEnrolledPaths : rc2Paths(clientId, dialect);
    this.#dialect = dialect;
    this.#reported = new Set(reportedDevices.map(this.paths.capabilities));
    const keyId = clientId ?? certificateThumbprint(credential);
    const signed = requestSigner({ credential, origin: endpoint.origin, keyId, now });
    this.#api = new ApiClient(options, { presentsCertificate: false, authentication: async (plain) => signed(plain) });
  }

  async reportCapabilities(deviceId: string, body: Uint8Array, options?: RequestOptions): Promise<Exchange> {
    const path = this.paths.capabilities(deviceId);
    const method = this.#reported.has(path) ? 'PUT' : 'POST';
    const exchange = await this.#write(method, path, writeBytes('device-capabilities', body, this.#dialect), options);
    if (isSuccess(exchange)) this.#reported.add(path);
    return exchange;
  }

  async removeDevice(deviceId: string, options?: RequestOptions): Promise<Exchange> {
    if (!this.#dialect.deletesDevices)
      throw new TypeError('NOT_IN_REVISION: this dialect of 1.0.0-rc.2 cannot take a device back');
    const path = this.paths.capabilities(deviceId);
    const exchange = await this.#api.call({ method: 'DELETE', path, headers: {} }, options);
    if (isSuccess(exchange)) this.#reported.delete(path);
    return exchange;
  }

  async readDesiredState(options?: RequestOptions): Promise<Exchange> {
    return this.#api.call({ method: 'GET', path: this.paths.deployments, headers: { accept: MANIFEST } }, options);
  }

  async fetchDeployment(deploymentId: string, digest: string, options?: RequestOptions): Promise<Exchange> {
    return this.#api.call({ method: 'GET', path: this.paths.deployment(deploymentId, digest), headers: {} }, options);
  }

  async fetchBundle(digest: string, options?: RequestOptions): Promise<Exchange> {
    return this.#api.call({ method: 'GET', path: this.paths.bundle(digest), headers: {} }, options);
  }

  async fetchReference(url: string, options?: RequestOptions): Promise<Exchange> {
    return this.#api.fetch(url, options);
  }

  async reportStatus(deploymentId: string, body: Uint8Array, options?: RequestOptions): Promise<Exchange> {
    const path = this.paths.status(deploymentId);
    return this.#write('POST', path, writeBytes('deployment-status', body, this.#dialect), options);
  }

  send(request: AnyRequest, options?: RequestOptions): Promise<Exchange> {
    return this.#api.any(request, options);
  }

  authenticated(request: AnyRequest): Promise<AnyRequest> {
    return this.#api.authenticated(request);
  }

  close(): Promise<void> {
    return this.#api.close();
  }

  #write(method: string, path: string, body: Uint8Array, options: RequestOptions | undefined): Promise<Exchange> {
    return this.#api.call({ method, path, headers: { 'content-type': JSON_DOCUMENT }, body }, options);
  }
}

const isSuccess = ({ outcome }: Exchange): boolean =>
  outcome.kind === 'response' && outcome.response.status >= 200 && outcome.response.status < 300;
