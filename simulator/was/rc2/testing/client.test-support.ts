import { constants, createHash, createPrivateKey, sign as cryptoSign, type KeyObject } from 'node:crypto';
import { createSigner, httpbis } from 'http-message-signatures';
import type { KeyAlgorithm } from '../../../pki/key-algorithms.ts';
import type { LeafSpec } from '../../../pki/leaf-template.ts';
import { type Credential, issueSvid } from '../../../pki/svid.ts';
import { type JsonObject, stringifyJson } from '../../../protocol/json.ts';
import type { RunningWas } from '../../options.ts';
import { issuerOf, json, operate, type Response, send } from '../../testing/client.ts';

/** How a request is signed; what is left out is as a device does it. */
export interface Signing {
  readonly key?: KeyObject;
  readonly algorithm?: string;
  readonly fields?: readonly string[];
  readonly params?: readonly string[];
  readonly created?: Date | null;
  readonly name?: string;
  /** Instead of the digest of the body; null for none. */
  readonly digest?: string | null;
  /** Signed in place of what is sent. */
  readonly url?: string;
}

export interface SendOptions {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signing?: Signing | 'unsigned';
  readonly endpoint?: string;
}

export const digestOf = (body: string): string => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

type ForeignKey = ReturnType<typeof createSigner>;

/** The independent library does not know the PSS of this profile: it is given the bytes to sign instead. */
function foreignKey(key: KeyObject, algorithm: string): ForeignKey {
  if (algorithm !== 'rsa-pss-sha256') return createSigner(key, algorithm, 'test-key');
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  return { id: 'test-key', alg: algorithm, sign: async (data) => cryptoSign('sha256', data, { key, ...padding }) };
}

/** The headers of a request, signed by an implementation that is not ours. */
async function signed(
  key: KeyObject,
  method: string,
  url: string,
  { body, headers = {}, signing = {} }: SendOptions,
): Promise<Record<string, string>> {
  const own: Record<string, string> = { ...headers };
  if (signing === 'unsigned') return own;
  const digest = signing.digest === undefined && body !== undefined ? digestOf(body) : signing.digest;
  if (digest) own['Content-Digest'] = digest;
  const message = await httpbis.signMessage(
    {
      key: foreignKey(signing.key ?? key, signing.algorithm ?? 'ecdsa-p256-sha256'),
      name: signing.name ?? 'sig1',
      fields: [...(signing.fields ?? ['@method', '@target-uri', ...(digest ? ['content-digest'] : [])])],
      params: [...(signing.params ?? ['created', 'keyid'])],
      paramValues: { created: signing.created === undefined ? new Date() : signing.created },
    },
    { method, url: signing.url ?? url, headers: own },
  );
  return Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
}

/** A client of 1.0.0-rc.2, as the operator names it, before and after it is taken in. */
export class Rc2Client {
  readonly #was: RunningWas;
  readonly credential: Credential;
  readonly key: KeyObject;
  clientId = '';

  constructor(was: RunningWas, credential: Credential) {
    this.#was = was;
    this.credential = credential;
    this.key = createPrivateKey(credential.keyPem);
  }

  get client(): { readonly id?: string; readonly certificate: string } {
    return { ...(this.clientId && { id: this.clientId }), certificate: this.credential.certificatePem };
  }

  /** Below the origin. */
  async send(method: string, path: string, options: SendOptions = {}): Promise<Response> {
    const url = `${this.#was.interfaces['1.0.0-rc.2']?.[options.endpoint ?? 'test']}${path}`;
    const headers = await signed(this.key, method, url, options);
    return send(this.#was, url, method, { headers, ...(options.body !== undefined && { body: options.body }) });
  }

  /** Below the path of the client. */
  call(method: string, path: string, options?: SendOptions): Promise<Response> {
    return this.send(method, `/api/v1/clients/${this.clientId}${path}`, options);
  }

  onboardingBody(encoded: string = Buffer.from(this.credential.certificatePem).toString('base64')): string {
    return stringifyJson({
      apiVersion: 'onboarding.margo.org/v1alpha1',
      kind: 'OnboardingRequest',
      certificate: encoded,
    });
  }

  async onboard(options: SendOptions = {}): Promise<Response> {
    const response = await this.send('POST', '/api/v1/onboarding', { body: this.onboardingBody(), ...options });
    if (response.status === 201) this.clientId = String(json(response)['clientId']);
    return response;
  }
}

export async function newcomer(
  was: RunningWas,
  spec: LeafSpec & { readonly algorithm?: KeyAlgorithm } = {},
): Promise<Rc2Client> {
  return new Rc2Client(was, await issueSvid(issuerOf(was), { subject: 'device', ...spec }));
}

/** One that is admitted and taken in. */
export async function onboarded(
  was: RunningWas,
  spec: LeafSpec & { readonly algorithm?: KeyAlgorithm } = {},
  options?: SendOptions,
): Promise<Rc2Client> {
  const client = await newcomer(was, spec);
  await operate(was, 'admit', { client: client.client });
  const { status, body } = await client.onboard(options);
  if (status !== 201) throw new Error(`onboarding gets ${status} ${body.toString()}`);
  return client;
}

/** Capabilities of a device that pass. */
export const capabilities = (id: string, more: JsonObject = {}): string =>
  stringifyJson({
    apiVersion: 'device.margo.org/v1alpha1',
    kind: 'DeviceCapabilitiesManifest',
    properties: { id, vendor: 'v', modelNumber: 'm', serialNumber: 's' },
    ...more,
  });
