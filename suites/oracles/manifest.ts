import { type HeaderList, header, type WireResponse } from '../../simulator/protocol/exchange.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJsonBytes } from '../../simulator/protocol/json.ts';
import { decodedBody } from './content-coding.ts';
import { broken, type Judgement } from './judgement.ts';

/** A state manifest as it came, read without loss; members that the clauses do not name stay in `document`. */
export interface ReceivedManifest {
  readonly version: bigint;
  readonly bundle: ReceivedReference | null;
  readonly deployments: readonly ReceivedDeployment[];
  readonly document: JsonObject;
  /** The body, content codings undone. */
  readonly bytes: Uint8Array;
  readonly headers: HeaderList;
  /** The ETag field as sent, quotes included. */
  readonly etag: string | undefined;
}

export interface ReceivedReference {
  readonly digest: string;
  readonly url: string;
  readonly mediaType: string | undefined;
}

export interface ReceivedDeployment {
  readonly deploymentId: string;
  readonly digest: string;
  readonly url: string;
}

export const MAX_MANIFEST_VERSION: bigint = 2n ** 64n - 1n;

/** The manifest in a 200 answer, or what is wrong with it. Only what is needed to go on is looked at. */
export function readManifest(
  response: WireResponse,
): { readonly manifest: ReceivedManifest } | { readonly wrong: Judgement } {
  const wrong = (expected: string, received: string) => ({ wrong: broken(expected, received) });
  if (response.status !== 200) return wrong('200 with a state manifest', `status ${response.status}`);
  const decoded = decodedBody(response);
  if ('undecodable' in decoded) return { wrong: decoded.undecodable };
  const { bytes } = decoded;
  let document: JsonValue;
  try {
    document = parseJsonBytes(bytes);
  } catch (error) {
    return wrong('a JSON document in UTF-8', String(error));
  }
  if (!isJsonObject(document)) return wrong('a JSON object', JSON.stringify(typeof document));
  const version = integer(document['manifestVersion']);
  if (version === undefined)
    return wrong(
      'manifestVersion as an unsigned 64-bit integer',
      `manifestVersion ${show(document['manifestVersion'])}`,
    );
  const { bundle, deployments } = document;
  if (!Array.isArray(deployments)) return wrong('an array deployments', `deployments ${show(deployments)}`);
  const entries = deployments.map(deploymentReference);
  const bad = entries.indexOf(undefined);
  if (bad !== -1)
    return wrong(
      'deploymentId, digest and url in each entry of deployments',
      `deployments[${bad}] ${show(deployments[bad])}`,
    );
  const bundleReference = bundle === null ? null : reference(bundle);
  if (bundleReference === undefined)
    return wrong('a member bundle: null, or an object with mediaType, digest and url', `bundle ${show(bundle)}`);
  return {
    manifest: {
      version,
      bundle: bundleReference,
      deployments: entries.filter((entry) => entry !== undefined),
      document,
      bytes,
      headers: response.headers,
      etag: header(response.headers, 'etag'),
    },
  };
}

/** A JSON number that is an integer; `1.0` is one too (JSON has a single number type). */
function integer(value: JsonValue | undefined): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : undefined;
}

function reference(value: JsonValue | undefined): ReceivedReference | undefined {
  if (!isJsonObject(value)) return undefined;
  const { digest, url, mediaType } = value;
  if (typeof digest !== 'string' || typeof url !== 'string') return undefined;
  return { digest, url, mediaType: typeof mediaType === 'string' ? mediaType : undefined };
}

function deploymentReference(value: JsonValue): ReceivedDeployment | undefined {
  const base = reference(value);
  if (!base || !isJsonObject(value) || typeof value['deploymentId'] !== 'string') return undefined;
  return { deploymentId: value['deploymentId'], digest: base.digest, url: base.url };
}

/** A short rendering for messages. */
const show = (value: JsonValue | undefined): string =>
  value === undefined
    ? 'is missing'
    : JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? String(member) : member)).slice(
        0,
        200,
      );
