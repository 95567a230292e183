import { createPrivateKey, createPublicKey, randomUUID, sign } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type RepositoryClient, repositoryClient } from '../../git/repository-client.ts';
import { type Credential, issueSvid } from '../../pki/svid.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { RunningWas } from '../options.ts';
import { issuerOf, json, operate, order, type Response, send } from '../testing/client.ts';

/** What a client was handed out at onboarding. */
export interface Handed {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenUrl: string;
  readonly gitUrl: string;
  readonly gitToken: string;
}

export interface Sent {
  readonly token?: string | undefined;
  /** In place of its own; null for none. */
  readonly signature?: string | null;
  readonly endpoint?: string;
}

/** A device of the pre-draft, no code of which is the project's own client. */
export interface TestDevice {
  readonly id: string;
  readonly credential: Credential;
  readonly was: RunningWas;
  readonly call: (method: string, path: string, body: string, sent?: Sent) => Promise<Response>;
  /** Onboards and throws unless it is taken in. */
  readonly onboard: () => Promise<Handed>;
  /** Throws unless it gets a token. */
  readonly token: (handed: Handed, scope?: string) => Promise<string>;
  readonly operate: (verb: string, body?: object) => Promise<JsonObject>;
  readonly repository: (handed: Handed) => Promise<RepositoryClient>;
}

export const payloadSignature = (body: string, keyPem: string): string => {
  const key = createPrivateKey(keyPem);
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
  const signature = sign('sha256', Buffer.from(body), key).toString('base64');
  return Buffer.from(`${spki};${signature}`).toString('base64');
};

export const propertiesOf = (id: string): JsonObject => ({
  id,
  vendor: 'v',
  modelNumber: 'm',
  serialNumber: 's',
  roles: ['Standalone Device'],
  resources: { cpus: [{ cpuArchitecture: 'arm64', cores: 4, frequency: 2 }], memory: 8, storage: '64.0 GB' },
  peripherals: [],
  interfaces: [{ name: 'eth0', type: 'ethernet', modelNumber: '', properties: {} }],
});

export const capabilitiesOf = (id: string, more: JsonObject = {}): string =>
  JSON.stringify({
    apiVersion: 'device.margo.org/v1alpha1',
    kind: 'DeviceCapabilities',
    properties: { ...propertiesOf(id), ...more },
  });

export const statusOf = (deploymentId: string, state = 'Installed'): string =>
  JSON.stringify({
    apiVersion: 'device.margo.org/v1alpha1',
    kind: 'DeploymentStatus',
    deploymentId,
    status: { state },
    components: [{ name: 'a', state }],
  });

export const applicationOf = (id: string, credential: Credential, more: JsonObject = {}): string =>
  JSON.stringify({
    certificate: Buffer.from(credential.chainPem).toString('base64'),
    properties: { ...propertiesOf(id), ...more },
  });

const text = (document: JsonObject, name: string): string => {
  const value = document[name];
  if (typeof value !== 'string') throw new TypeError(`${name} is no text in ${JSON.stringify(document)}`);
  return value;
};

const handedOut = (response: Response): Handed => {
  const document = json(response);
  return {
    clientId: text(document, 'clientId'),
    clientSecret: text(document, 'clientSecret'),
    tokenUrl: text(document, 'tokenUrl'),
    gitUrl: text(document, 'gitUrl'),
    gitToken: text(document, 'gitToken'),
  };
};

export async function newDevice(was: RunningWas, id: string = randomUUID()): Promise<TestDevice> {
  const credential = await issueSvid(issuerOf(was), { uriSans: [], subject: id });
  const call: TestDevice['call'] = (method, path, body, { token, signature, endpoint = 'test' } = {}) => {
    const base = was.interfaces['pre-draft-2024']?.[endpoint];
    const signed = signature === undefined ? payloadSignature(body, credential.keyPem) : signature;
    const headers = {
      'Content-Type': 'application/json',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(signed !== null && { 'X-Payload-Signature': signed }),
    };
    return send(was, new URL(path, base).href, method, { body, headers });
  };
  return {
    id,
    credential,
    was,
    call,
    onboard: async () => handedOut(await call('POST', '/onboarding/', applicationOf(id, credential))),
    token: async (handed, scope = 'capabilities status') => {
      const response = await askForToken(was, handed, { grant_type: 'client_credentials', scope });
      return text(json(response), 'access_token');
    },
    operate: (verb, body = {}) => operate(was, verb, { client: { id }, ...body }),
    repository: async ({ gitUrl, gitToken }) => {
      const folder = await mkdtemp(join(tmpdir(), 'device-'));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      return repositoryClient({ url: gitUrl, token: () => gitToken, anchors: was.anchorsPem.join(''), folder });
    },
  };
}

export async function admittedDevice(was: RunningWas, id?: string): Promise<TestDevice> {
  const device = await newDevice(was, id);
  await device.operate('admit');
  return device;
}

/** A workload on the client's own device. */
export async function assign(device: TestDevice, deployment: JsonObject = order()): Promise<string> {
  const answer = await device.operate('assign', { key: randomUUID(), deviceId: device.id, deployment });
  return text(answer, 'deploymentId');
}

export function askForToken(
  was: RunningWas,
  { clientId, clientSecret, tokenUrl }: Handed,
  parameters: Readonly<Record<string, string>>,
  by: 'header' | 'body' = 'header',
): Promise<Response> {
  const inBody = by === 'body' ? { client_id: clientId, client_secret: clientSecret } : {};
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
  return send(was, tokenUrl, 'POST', {
    body: new URLSearchParams({ ...parameters, ...inBody }).toString(),
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(by === 'header' && { Authorization: `Basic ${basic}` }),
    },
  });
}
