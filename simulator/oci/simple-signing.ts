import { Ajv2020 } from 'ajv/dist/2020.js';
import { isTag, type OciDigest, type Tag } from './reference.ts';

/** What a key-pair signature is made over: the payload of cosign, called simple signing. */
export interface SimpleSigning {
  readonly critical: {
    readonly identity: {
      /** `host[:port]/path` of the repository it was signed for. */
      readonly 'docker-reference': string;
    };
    readonly image: {
      /** Of the signed manifest. */
      readonly 'docker-manifest-digest': string;
    };
    readonly type: typeof SIGNING_TYPE;
  };
  readonly optional: Readonly<Record<string, unknown>> | null;
}

const SIGNING_TYPE = 'cosign container image signature';

/** The bytes to sign. @param reference `host[:port]/path`, without tag */
export function signingPayload(reference: string, digest: OciDigest): Uint8Array {
  const payload: SimpleSigning = {
    critical: {
      identity: { 'docker-reference': reference },
      image: { 'docker-manifest-digest': digest },
      type: SIGNING_TYPE,
    },
    optional: null,
  };
  return new TextEncoder().encode(JSON.stringify(payload));
}

const text = { type: 'string' };
const isSimpleSigning = new Ajv2020().compile<SimpleSigning>({
  type: 'object',
  required: ['critical'],
  properties: {
    critical: {
      type: 'object',
      required: ['identity', 'image', 'type'],
      properties: {
        identity: { type: 'object', required: ['docker-reference'], properties: { 'docker-reference': text } },
        image: { type: 'object', required: ['docker-manifest-digest'], properties: { 'docker-manifest-digest': text } },
        type: { const: SIGNING_TYPE },
      },
    },
  },
});

/** The payload, or null where the bytes are none. */
export function readSigningPayload(bytes: Uint8Array): SimpleSigning | null {
  try {
    const document: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isSimpleSigning(document) ? document : null;
  } catch {
    return null;
  }
}

/** The tag under which the signatures of a manifest stand, beside it in the same repository. */
export function signatureTag(digest: OciDigest): Tag {
  const tag = `${digest.replace(':', '-')}.sig`;
  if (!isTag(tag)) throw new TypeError(`${tag} is no tag; sign a manifest by its sha256 digest`);
  return tag;
}
