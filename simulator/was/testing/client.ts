import type { IncomingHttpHeaders } from 'node:http';
import { type Agent, request } from 'node:https';
import type { Authority } from '../../pki/authority.ts';
import { clientSpiffeId } from '../../pki/spiffe-id.ts';
import { type Credential, issueSvid } from '../../pki/svid.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../protocol/json.ts';
import type { RunningWas } from '../options.ts';

export interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface RequestOptions {
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly credential?: Credential;
  readonly agent?: Agent;
}

/** One request with a client certificate, or without any; rejects where the connection is refused. */
export function send(
  was: Pick<RunningWas, 'anchorsPem'>,
  url: string,
  method: string,
  { body, headers = {}, credential, agent }: RequestOptions = {},
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const identity = credential ? { cert: credential.chainPem, key: credential.keyPem } : {};
    const outgoing = request(
      url,
      { method, headers, ca: [...was.anchorsPem], agent: agent ?? false, timeout: 5_000, ...identity },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            rawHeaders: response.rawHeaders,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** A client of a WAS as the control contract names it, and what it presents. */
export interface TestClient {
  readonly client: { readonly id: string; readonly spiffeId: string };
  readonly credential: Credential;
  readonly call: (method: string, path: string, options?: RequestOptions) => Promise<Response>;
}

export const issuerOf = (was: RunningWas): Authority => ({ ...was.issuer, chainPem: '' });

export async function newClient(was: RunningWas, id: string, endpoint = 'test'): Promise<TestClient> {
  const spiffeId = clientSpiffeId(was.trustDomain, was.wfmId, id);
  const credential = await issueSvid(issuerOf(was), { spiffeId });
  return {
    client: { id, spiffeId },
    credential,
    call: (method, path, options) =>
      send(was, new URL(path, was.endpoints[endpoint]).href, method, { credential, ...options }),
  };
}

export async function admitted(was: RunningWas, id: string, endpoint?: string): Promise<TestClient> {
  const client = await newClient(was, id, endpoint);
  await operate(was, 'admit', { client: client.client });
  return client;
}

/** One verb of the control contract; rejects unless it succeeds. */
export async function operate(was: RunningWas, verb: string, body: unknown): Promise<JsonObject> {
  const { status, answer } = await control(was, verb, JSON.stringify(body));
  if (status !== 200) throw new Error(`${verb}: ${status} ${JSON.stringify(answer)}`);
  return answer;
}

export async function control(
  was: RunningWas,
  verb: string,
  body: string,
): Promise<{ status: number; answer: JsonObject }> {
  const response = await fetch(`${was.controlUrl}/${verb}`, { method: 'POST', body });
  const answer = parseJson(await response.text());
  return { status: response.status, answer: isJsonObject(answer) ? answer : {} };
}

export function json(response: Response): JsonObject {
  const document = parseJson(response.body.toString());
  if (!isJsonObject(document)) throw new TypeError('the body is no JSON object');
  return document;
}

/** Capabilities of a device that passes. */
export const capabilities = (id: string, more: JsonObject = {}): string =>
  JSON.stringify({ properties: { id, vendor: 'v', modelNumber: 'm', serialNumber: 's' }, ...more });

/** An order that passes. */
export const order = (name = 'app'): JsonObject => ({
  applicationId: 'hello-world',
  name,
  namespace: 'default',
  profile: {
    type: 'helm',
    components: ['second', 'first'].map((component) => ({
      name: component,
      properties: { repository: `oci://registry.example/${component}`, revision: '1.0.0-rc.1_b2' },
    })),
    deviceConstraints: { capacityRequirements: { cpu: { cores: 2.5 } } },
    'x-profile-extensions': { list: [1, true, null] },
  },
  parameters: { greeting: { value: 'no', targets: [{ pointer: 'a.b', components: ['first'] }] } },
});

export interface Manifest {
  readonly version: bigint;
  readonly etag: string;
  readonly bundle: JsonObject | null;
  readonly deployments: readonly JsonObject[];
}

export async function manifestOf(client: TestClient): Promise<Manifest> {
  const response = await client.call('GET', '/api/v1/deployments');
  if (response.status !== 200) throw new Error(`the manifest gets ${response.status}`);
  const document = json(response);
  const { manifestVersion, bundle, deployments } = document;
  return {
    version: typeof manifestVersion === 'bigint' ? manifestVersion : BigInt(Number(manifestVersion)),
    etag: response.headers.etag ?? '',
    bundle: isJsonObject(bundle) ? bundle : null,
    deployments: Array.isArray(deployments) ? deployments.filter(isJsonObject) : [],
  };
}
