import { ApiClient } from '../api-client.ts';
import type { Exchange } from '../exchange.ts';
import { JSON_DOCUMENT, MANIFEST } from '../media-types.ts';
import { notInRevision } from '../not-in-revision.ts';
import { ReportedDevices } from '../reported-devices.ts';
import type { AnyRequest, ConnectOptions, ManagementClient, RequestOptions, ResourcePaths } from '../revision.ts';
import { writeBytes } from '../write-bytes.ts';
import type { Rc2Dialect } from './dialects.ts';
import { rc2Writers } from './documents.ts';
import { notEnrolledPaths, rc2Paths } from './paths.ts';
import { certificateThumbprint, requestSigner } from './signing.ts';

/** A client of 1.0.0-rc.2. Before it is enrolled, only `send` and `fetchReference` have somewhere to go. */
export class Rc2Client implements ManagementClient {
  readonly actor: string;
  readonly paths: ResourcePaths;
  readonly #dialect: Rc2Dialect;
  readonly #writers: ReturnType<typeof rc2Writers>;
  readonly #api: ApiClient;
  readonly #reported: ReportedDevices;

  constructor(options: ConnectOptions, dialect: Rc2Dialect) {
    const { enrolment, reportedDevices = [], now = Date.now, credential, endpoint } = options;
    const clientId = enrolment?.kind === 'client-id' ? enrolment.clientId : undefined;
    this.actor = options.actor;
    this.paths = clientId === undefined ? notEnrolledPaths : rc2Paths(clientId, dialect);
    this.#dialect = dialect;
    this.#writers = rc2Writers(dialect);
    this.#reported = new ReportedDevices(reportedDevices.map(this.paths.capabilities));
    const keyId = clientId ?? certificateThumbprint(credential);
    const signed = requestSigner({ credential, origin: endpoint.origin, keyId, now });
    this.#api = new ApiClient(options, { presentsCertificate: false, authentication: async (plain) => signed(plain) });
  }

  async reportCapabilities(deviceId: string, body: Uint8Array, options?: RequestOptions): Promise<Exchange> {
    const path = this.paths.capabilities(deviceId);
    const method = this.#reported.methodFor(path);
    const exchange = await this.#write(method, path, writeBytes(body, this.#writers['device-capabilities']), options);
    this.#reported.reported(path, exchange);
    return exchange;
  }

  async removeDevice(deviceId: string, options?: RequestOptions): Promise<Exchange> {
    if (!this.#dialect.deletesDevices) throw notInRevision('this dialect of 1.0.0-rc.2', 'removal of devices');
    const path = this.paths.capabilities(deviceId);
    const exchange = await this.#api.call({ method: 'DELETE', path, headers: {} }, options);
    this.#reported.removed(path, exchange);
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
    return this.#write('POST', path, writeBytes(body, this.#writers['deployment-status']), options);
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
