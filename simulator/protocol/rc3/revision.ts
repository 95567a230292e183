import { ApiClient } from '../api-client.ts';
import { DEPLOYMENT_STATES, DEPLOYMENT_TYPES } from '../documents.ts';
import type { Exchange } from '../exchange.ts';
import { JSON_DOCUMENT, MANIFEST } from '../media-types.ts';
import type {
  AnyRequest,
  ConnectOptions,
  ManagementClient,
  RequestOptions,
  ResourcePaths,
  Revision,
} from '../revision.ts';
import { rc3Paths } from './paths.ts';
import { schemaErrors } from './schemas.ts';

/** Revision 1.0.0-rc.3: SPIFFE identities in mutual TLS, PUT and DELETE of capabilities, RFC 9457 errors. */
export const rc3: Revision = {
  id: '1.0.0-rc.3',
  traits: {
    removesDevices: true,
    problemDocuments: true,
    callerIdentity: 'mutual-tls',
    manifestScope: 'client',
    statusHasAdoptedVersion: true,
    emptyStatusErrors: true,
    deploymentStates: DEPLOYMENT_STATES,
    desiredState: 'manifest',
    devicesOfClient: 'several',
    gateways: true,
    labels: true,
    deploymentTypes: DEPLOYMENT_TYPES,
    artifactVisibility: 'private',
    answers: {
      deviceCreated: [201],
      deviceUpdated: [200],
      deviceRemoved: [204],
      statusCreated: [201],
      statusUpdated: [200],
      clientRefused: [403],
      malformed: [400],
      meaningless: [400, 422],
      disputed: { statusCreated: { statuses: [200], position: 'G-19' } },
    },
  },
  documents: { write: (_kind, document) => document, read: (_kind, document) => document, schemaErrors },
  onboarding: null,
  connect: (options) => new Rc3Client(options),
};

class Rc3Client implements ManagementClient {
  readonly actor: string;
  readonly paths: ResourcePaths = rc3Paths;
  readonly #api: ApiClient;

  constructor(options: ConnectOptions) {
    this.actor = options.actor;
    // The connection says who sends.
    this.#api = new ApiClient(options, { presentsCertificate: true, authentication: async (request) => request });
  }

  reportCapabilities(deviceId: string, body: Uint8Array, options?: RequestOptions): Promise<Exchange> {
    const headers = { 'content-type': JSON_DOCUMENT };
    return this.#api.call({ method: 'PUT', path: rc3Paths.capabilities(deviceId), headers, body }, options);
  }

  removeDevice(deviceId: string, options?: RequestOptions): Promise<Exchange> {
    return this.#api.call({ method: 'DELETE', path: rc3Paths.capabilities(deviceId), headers: {} }, options);
  }

  readDesiredState(options?: RequestOptions): Promise<Exchange> {
    return this.#api.call({ method: 'GET', path: rc3Paths.deployments, headers: { accept: MANIFEST } }, options);
  }

  fetchDeployment(deploymentId: string, digest: string, options?: RequestOptions): Promise<Exchange> {
    return this.#api.call({ method: 'GET', path: rc3Paths.deployment(deploymentId, digest), headers: {} }, options);
  }

  fetchBundle(digest: string, options?: RequestOptions): Promise<Exchange> {
    return this.#api.call({ method: 'GET', path: rc3Paths.bundle(digest), headers: {} }, options);
  }

  fetchReference(url: string, options?: RequestOptions): Promise<Exchange> {
    return this.#api.fetch(url, options);
  }

  reportStatus(deploymentId: string, body: Uint8Array, options?: RequestOptions): Promise<Exchange> {
    const headers = { 'content-type': JSON_DOCUMENT };
    return this.#api.call({ method: 'POST', path: rc3Paths.status(deploymentId), headers, body }, options);
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
}
