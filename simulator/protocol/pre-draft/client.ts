import { createPrivateKey, type KeyObject } from 'node:crypto';
import { ApiClient, type Call } from '../api-client.ts';
import { type Exchange, header, type WireRequest } from '../exchange.ts';
import { isJsonObject, parseJsonBytes } from '../json.ts';
import { member } from '../json-members.ts';
import { JSON_DOCUMENT } from '../media-types.ts';
import { notInRevision } from '../not-in-revision.ts';
import { isSuccess, ReportedDevices } from '../reported-devices.ts';
import type { AnyRequest, ConnectOptions, ManagementClient, RequestOptions, ResourcePaths } from '../revision.ts';
import { writeBytes } from '../write-bytes.ts';
import type { PreDraftDialect } from './dialects.ts';
import { preDraftWriters } from './documents.ts';
import { TokenSource } from './oauth/token-source.ts';
import { preDraftPaths, statusPath } from './paths.ts';
import { payloadSignature } from './payload-signature.ts';
import { PAYLOAD_SIGNATURE } from './words.ts';

const BEARER = 'Bearer ';

/** A client of the interface of 2024. Before it is enrolled, its requests carry no token. */
export class PreDraftClient implements ManagementClient {
  readonly actor: string;
  readonly paths: ResourcePaths = preDraftPaths(() => this.#ownDevice());
  readonly #api: ApiClient;
  readonly #tokens: TokenSource | undefined;
  readonly #key: KeyObject;
  readonly #writers: ReturnType<typeof preDraftWriters>;
  readonly #reported: ReportedDevices;
  readonly #deviceId: string | undefined;
  #lastReported: string | undefined;
  #lastTried: string | undefined;

  constructor(options: ConnectOptions, dialect: PreDraftDialect) {
    const { actor, credential, enrolment, reportedDevices = [] } = options;
    this.actor = actor;
    this.#key = createPrivateKey(credential.keyPem);
    this.#tokens = enrolment?.kind === 'oauth' ? new TokenSource(enrolment, options) : undefined;
    this.#writers = preDraftWriters(dialect);
    this.#reported = new ReportedDevices(reportedDevices.map(this.paths.capabilities));
    this.#deviceId = options.deviceId;
    this.#lastReported = reportedDevices.at(-1);
    this.#api = new ApiClient(options, { presentsCertificate: false, authentication: (plain) => this.#shown(plain) });
  }

  async reportCapabilities(deviceId: string, body: Uint8Array, options?: RequestOptions): Promise<Exchange> {
    const path = this.paths.capabilities(deviceId);
    const written = writeBytes(body, this.#writers['device-capabilities']);
    const exchange = await this.#write(this.#reported.methodFor(path), path, written, options);
    this.#reported.reported(path, exchange);
    if (isSuccess(exchange)) this.#lastReported = deviceId;
    this.#lastTried = deviceId;
    return exchange;
  }

  async reportStatus(deploymentId: string, body: Uint8Array, options?: RequestOptions): Promise<Exchange> {
    const path = statusPath(deviceIn(body) ?? this.#ownDevice(), deploymentId);
    return this.#write('POST', path, writeBytes(body, this.#writers['deployment-status']), options);
  }

  async removeDevice(): Promise<never> {
    throw notInRevision('pre-draft-2024', 'removal of devices');
  }

  async readDesiredState(): Promise<never> {
    throw notInRevision('pre-draft-2024', 'manifest');
  }

  async fetchDeployment(): Promise<never> {
    throw notInRevision('pre-draft-2024', 'deployments over HTTP');
  }

  async fetchBundle(): Promise<never> {
    throw notInRevision('pre-draft-2024', 'bundles');
  }

  async fetchReference(): Promise<never> {
    throw notInRevision('pre-draft-2024', 'references');
  }

  send(request: AnyRequest, options?: RequestOptions): Promise<Exchange> {
    return this.#renewing(() => this.#api.any(request, options), options);
  }

  authenticated(request: AnyRequest): Promise<AnyRequest> {
    return this.#api.authenticated(request);
  }

  async close(): Promise<void> {
    await Promise.all([this.#api.close(), this.#tokens?.close()]);
  }

  #write(method: string, path: string, body: Uint8Array, options?: RequestOptions): Promise<Exchange> {
    const call: Call = { method, path, headers: { 'content-type': JSON_DOCUMENT }, body };
    return this.#renewing(() => this.#api.call(call, options), options);
  }

  /** A token may end before its time: on a 401 another one is fetched, once. */
  async #renewing(send: () => Promise<Exchange>, options: RequestOptions | undefined): Promise<Exchange> {
    const exchange = await send();
    const { request, outcome } = exchange;
    const shown = header(request.headers, 'authorization');
    if (!this.#tokens || options?.authenticate || outcome.kind === 'failure' || outcome.response.status !== 401)
      return exchange;
    if (!shown?.startsWith(BEARER)) return exchange;
    this.#tokens.reject(shown.slice(BEARER.length));
    return send();
  }

  async #shown(request: WireRequest): Promise<WireRequest> {
    const token = await this.#tokens?.token();
    const headers = [...request.headers];
    if (token !== undefined) headers.push(['authorization', BEARER + token]);
    if (request.body !== null) headers.push([PAYLOAD_SIGNATURE, payloadSignature(request.body, this.#key)]);
    return { ...request, headers };
  }

  #ownDevice(): string {
    const deviceId = this.#deviceId ?? this.#lastReported ?? this.#lastTried;
    if (deviceId === undefined)
      throw new TypeError('NO_DEVICE: a status stands below a device; report one first, or connect with its deviceId');
    return deviceId;
  }
}

/** A status of the model may say whose it is. */
function deviceIn(status: Uint8Array): string | undefined {
  try {
    const document = parseJsonBytes(status);
    const deviceId = isJsonObject(document) ? member(document, 'deviceId') : undefined;
    return typeof deviceId === 'string' && deviceId !== '' ? deviceId : undefined;
  } catch {
    return undefined;
  }
}
