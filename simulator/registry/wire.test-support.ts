import { Agent, request } from 'undici';
import { OCI_MANIFEST } from '../oci/media-types.ts';
import { digestOf } from './storage/digest.ts';

/** What came back. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Uint8Array;
}

export interface WireRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** A plain HTTP client of one registry, which follows nothing and remembers nothing. */
export interface Wire extends AsyncDisposable {
  call(method: string, target: string, more?: WireRequest): Promise<WireAnswer>;
  /** Reads an answer part by part until it is enough, leaves the rest, and answers the headers. */
  stream(target: string, enough: (part: Uint8Array) => boolean): Promise<WireAnswer['headers']>;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
type Method = (typeof METHODS)[number];
const isMethod = (text: string): text is Method => METHODS.some((method) => method === text);

/** Opens a client. @param server `host:port` */
export function wireTo(server: string, ca: string): Wire {
  const dispatcher = new Agent({ connect: { ca }, allowH2: false, headersTimeout: 10_000, bodyTimeout: 10_000 });
  return {
    call: async (method, target, { headers = {}, body } = {}) => {
      if (!isMethod(method)) throw new Error(`${method} is no method of these tests`);
      const answer = await request(`https://${server}${target}`, { dispatcher, method, headers, body: body ?? null });
      return { status: answer.statusCode, headers: answer.headers, bytes: await answer.body.bytes() };
    },
    stream: async (target, enough) => {
      const { headers, body } = await request(`https://${server}${target}`, { dispatcher });
      for await (const part of body) if (enough(part)) break;
      return headers;
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

export const jsonOf = ({ bytes }: WireAnswer): unknown => JSON.parse(Buffer.from(bytes).toString('utf8'));

/** The first error code of an error document. */
export function errorCode(answer: WireAnswer): string | undefined {
  return /"code":"([A-Z_]+)"/.exec(Buffer.from(answer.bytes).toString('utf8'))?.[1];
}

export const headerOf = ({ headers }: WireAnswer, name: string): string => String(headers[name] ?? '');

export const bytesOf = (text: string): Uint8Array => Buffer.from(text);

/** Uploads a blob in one piece after its beginning, and answers its digest. */
export async function pushBlob(
  wire: Wire,
  repository: string,
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const begun = await wire.call('POST', `/v2/${repository}/blobs/uploads/`, { headers });
  const digest = digestOf(bytes);
  const location = new URL(headerOf(begun, 'location'), 'https://registry.example');
  location.searchParams.set('digest', digest);
  const ended = await wire.call('PUT', location.pathname + location.search, { headers, body: bytes });
  if (ended.status !== 201) throw new Error(`the blob was answered with ${ended.status}`);
  return digest;
}

/** A manifest of blobs that are there. */
export function manifestOf(layers: readonly Uint8Array[], more: Readonly<Record<string, unknown>> = {}): Uint8Array {
  const descriptor = (bytes: Uint8Array) => ({
    mediaType: 'application/octet-stream',
    digest: digestOf(bytes),
    size: bytes.length,
  });
  const config = { ...descriptor(bytesOf('{}')), mediaType: 'application/vnd.oci.empty.v1+json' };
  const document = { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: layers.map(descriptor), ...more };
  return bytesOf(JSON.stringify(document));
}

/** Pushes blobs and a manifest of them under a tag; answers the digest of the manifest. */
export async function pushArtifact(
  wire: Wire,
  repository: string,
  tag: string,
  layers: readonly Uint8Array[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  for (const layer of [bytesOf('{}'), ...layers]) await pushBlob(wire, repository, layer);
  const bytes = manifestOf(layers, more);
  const put = await wire.call('PUT', `/v2/${repository}/manifests/${tag}`, {
    headers: { 'content-type': OCI_MANIFEST },
    body: bytes,
  });
  if (put.status !== 201) throw new Error(`the manifest was answered with ${put.status} ${errorCode(put)}`);
  return digestOf(bytes);
}
