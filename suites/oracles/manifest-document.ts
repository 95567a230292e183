import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { isDigest } from '../../simulator/protocol/identifiers.ts';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJsonBytes,
  stringifyJson,
} from '../../simulator/protocol/json.ts';
import { BUNDLE } from '../../simulator/protocol/media-types.ts';
import { decodedBody } from './content-coding.ts';
import { all, broken, HOLDS, type Judgement, judgeThat } from './judgement.ts';
import { MAX_MANIFEST_VERSION } from './manifest.ts';

/** Rules on the members of a manifest, each for itself, so that a manifest broken in one can be judged in the others. */
export type DocumentRule = (document: JsonObject) => Judgement;

/** The JSON object in a 200 answer, whatever its members are; or what is there instead. */
export function manifestDocument(
  response: WireResponse,
): { readonly document: JsonObject } | { readonly wrong: Judgement } {
  const wrong = (received: string) => ({ wrong: broken('200 with a JSON object, the state manifest', received) });
  if (response.status !== 200) return wrong(`status ${response.status}`);
  const decoded = decodedBody(response);
  if ('undecodable' in decoded) return { wrong: decoded.undecodable };
  try {
    const document = parseJsonBytes(decoded.bytes);
    return isJsonObject(document) ? { document } : wrong(show(document));
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

/** The ids in deployments, as far as there are any. */
export const listedIds = (document: JsonObject): readonly string[] =>
  entries(document).flatMap(({ deploymentId }) => (typeof deploymentId === 'string' ? [deploymentId] : []));

/** A JSON number that is an integer from 1 to 2^64-1 (DSM-007, G-20). */
export const versionForm: DocumentRule = ({ manifestVersion }) =>
  judgeThat(
    isWhole(manifestVersion) && manifestVersion >= 1 && manifestVersion <= MAX_MANIFEST_VERSION,
    `manifestVersion, a JSON number, an integer from 1 to ${MAX_MANIFEST_VERSION}`,
    `manifestVersion ${show(manifestVersion)}`,
  );

/** Always there; null exactly where deployments is empty (DSM-009). */
export const bundlePresence: DocumentRule = (document) => {
  const { bundle, deployments } = document;
  if (!Array.isArray(deployments)) return HOLDS;
  return deployments.length === 0
    ? judgeThat(bundle === null, 'bundle null beside no deployments', `bundle ${show(bundle)}`)
    : judgeThat(isJsonObject(bundle), `a bundle beside ${deployments.length} deployments`, `bundle ${show(bundle)}`);
};

/** The media type of a bundle, as printed (DSM-010, G-50). */
export const bundleMediaType: DocumentRule = (document) => {
  const mediaType = bundleOf(document)?.['mediaType'];
  return bundleOf(document) === undefined
    ? HOLDS
    : judgeThat(mediaType === BUNDLE, `bundle.mediaType ${BUNDLE}`, `bundle.mediaType ${show(mediaType)}`);
};

/** Each digest follows the grammar (DIG-001, G-42). */
export const digestForms: DocumentRule = (document) =>
  all(
    ...references(document).map(([name, { digest }]) =>
      judgeThat(
        isDigest(digest),
        `${name}.digest of sha256: and 64 lower-case hexadecimal digits`,
        `${name}.digest ${show(digest)}`,
      ),
    ),
  );

/** Each entry says which deployment it is, and none is there twice (DSM-001). */
export const deploymentsListed: DocumentRule = (document) => {
  const { deployments } = document;
  if (!Array.isArray(deployments)) return broken('an array deployments', `deployments ${show(deployments)}`);
  const ids = listedIds(document);
  return all(
    judgeThat(
      ids.length === deployments.length,
      'a string deploymentId in each entry of deployments',
      `deployments ${show(deployments)}`,
    ),
    judgeThat(new Set(ids).size === ids.length, 'each deployment once', `deploymentIds ${ids.join(', ')}`),
  );
};

/** An estimate in bytes, where it is given at all: a number of the unsigned 64-bit kind. */
export const sizeForms: DocumentRule = (document) =>
  all(
    ...references(document).map(([name, { sizeBytes }]) =>
      judgeThat(
        sizeBytes === undefined || (isWhole(sizeBytes) && sizeBytes >= 0 && sizeBytes <= MAX_MANIFEST_VERSION),
        `${name}.sizeBytes, if there, a non-negative integer`,
        `${name}.sizeBytes ${show(sizeBytes)}`,
      ),
    ),
  );

const isWhole = (value: JsonValue | undefined): value is number | bigint =>
  typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value));

const entries = ({ deployments }: JsonObject): readonly JsonObject[] =>
  Array.isArray(deployments) ? deployments.filter(isJsonObject) : [];

/** A bundle, where there is to be one: whether it may be there at all is DSM-009. */
const bundleOf = (document: JsonObject): JsonObject | undefined =>
  entries(document).length > 0 && isJsonObject(document['bundle']) ? document['bundle'] : undefined;

/** The bundle and every deployment, by the name to use in a message. */
export const references = (document: JsonObject): readonly (readonly [name: string, reference: JsonObject])[] => {
  const bundle = bundleOf(document);
  return [
    ...(bundle ? [['bundle', bundle] as const] : []),
    ...entries(document).map((entry, index) => [`deployments[${index}]`, entry] as const),
  ];
};

const show = (value: JsonValue | undefined): string =>
  value === undefined ? 'is missing' : stringifyJson(value).slice(0, 200);
