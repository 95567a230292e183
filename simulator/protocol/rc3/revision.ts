import { DEPLOYMENT_TYPES } from '../documents.ts';
import type { Exchange, HeaderList } from '../exchange.ts';
import { JSON_DOCUMENT, MANIFEST } from '../media-types.ts';
import type {
  AnyRequest,
  ConnectOptions,
  ManagementClient,
  RequestOptions,
  ResourcePaths,
  Revision,
} from '../revision.ts';
import { Wire } from '../wire.ts';
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
    desiredState: 'manifest',
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
    },
  },
  documents: { write: (_kind, document) => document, read: (_kind, document) => document, schemaErrors },
  onboarding: null,
  connect: (options) => new Rc3Client(options),
};

class Rc3Client implements ManagementClient {
  readonly actor: string;
  readonly paths: ResourcePaths = rc3Paths;
  readonly #wire: Wire;
  readonly #endpoint: URL;
  readonly #basePath: string;

  constructor(options: ConnectOptions) {
    this.actor = options.actor;
    this.#endpoint = options.endpoint;
    this.#basePath = options.endpoint.pathname.replace(/\/+$/, '');
    this.#wire = new Wire({
      origin: options.endpoint.origin,
      credential: options.credential,
      anchors: options.anchors,
      actor: options.actor,
      limits: options.limits,
      connections: options.connections ?? 4,
      onExchange: options.onExchange,
      verifyPeer: options.verifyPeer,
    });
  }

  reportCapabilities(deviceId: string, body: Uint8Array, options?: RequestOptions): Promise<Exchange> {
    return this.#call('PUT', rc3Paths.capabilities(deviceId), { 'content-type': JSON_DOCUMENT }, options, body);
  }

  removeDevice(deviceId: string, options?: RequestOptions): Promise<Exchange> {
    return this.#call('DELETE', rc3Paths.capabilities(deviceId), {}, options);
  }

  readDesiredState(options?: RequestOptions): Promise<Exchange> {
    return this.#call('GET', rc3Paths.deployments, { accept: MANIFEST }, options);
  }

  fetchDeployment(deploymentId: string, digest: string, options?: RequestOptions): Promise<Exchange> {
    return this.#call('GET', rc3Paths.deployment(deploymentId, digest), {}, options);
  }

  fetchBundle(digest: string, options?: RequestOptions): Promise<Exchange> {
    return this.#call('GET', rc3Paths.bundle(digest), {}, options);
  }

  fetchReference(url: string, options?: RequestOptions): Promise<Exchange> {
    const target = new URL(url, this.#endpoint);
    if (target.origin !== this.#endpoint.origin)
      throw new TypeError(`FOREIGN_ORIGIN: ${url} leaves ${this.#endpoint.origin}`);
    const request = { method: 'GET', path: target.pathname + target.search, headers: merge({}, options), body: null };
    return this.#wire.send(request, options?.signal);
  }

  reportStatus(deploymentId: string, body: Uint8Array, options?: RequestOptions): Promise<Exchange> {
    return this.#call('POST', rc3Paths.status(deploymentId), { 'content-type': JSON_DOCUMENT }, options, body);
  }

  send(request: AnyRequest, options?: RequestOptions): Promise<Exchange> {
    const headers = [...(request.headers ?? []), ...merge({}, options)];
    const { method, path, body = null } = request;
    return this.#wire.send({ method, path: this.#basePath + path, headers, body }, options?.signal);
  }

  close(): Promise<void> {
    return this.#wire.close();
  }

  #call(
    method: string,
    path: string,
    defaults: Readonly<Record<string, string>>,
    options?: RequestOptions,
    body: Uint8Array | null = null,
  ): Promise<Exchange> {
    const headers = merge(defaults, options);
    return this.#wire.send({ method, path: this.#basePath + path, headers, body }, options?.signal);
  }
}

function merge(defaults: Readonly<Record<string, string>>, options: RequestOptions | undefined): HeaderList {
  return Object.entries({ ...defaults, ...options?.headers }).flatMap(([name, value]) =>
    value === null ? [] : [[name, value] as const],
  );
}
