import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { header, type WireResponse } from '../../simulator/protocol/exchange.ts';
import { listMembers } from './field-value.ts';
import { broken, type Judgement } from './judgement.ts';

/** A small body that unfolds to more than this is hostile, whatever it says. */
const MAX_DECODED_BYTES = 64 * 1024 * 1024;

type Decode = (bytes: Uint8Array, limit: { readonly maxOutputLength: number }) => Uint8Array;

const CODINGS: Readonly<Record<string, Decode>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
  identity: (bytes) => bytes,
};

/** The codings of a body, in the order in which they were applied. */
export const contentCodings = (response: WireResponse): readonly string[] =>
  listMembers(header(response.headers, 'content-encoding') ?? '').map((coding) => coding.toLowerCase());

/** The body with its content codings undone, the bytes that every digest is taken of (DIG-002); or why that fails. */
export function decodedBody(
  response: WireResponse,
): { readonly bytes: Uint8Array } | { readonly undecodable: Judgement } {
  const codings = contentCodings(response);
  try {
    return { bytes: codings.toReversed().reduce(undo, response.body) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { undecodable: broken(`a body in the content coding ${codings.join(', ')}`, reason) };
  }
}

function undo(bytes: Uint8Array, coding: string): Uint8Array {
  const decode = Object.hasOwn(CODINGS, coding) ? CODINGS[coding] : undefined;
  if (!decode) throw new TypeError(`the content coding ${coding} is not known`);
  return decode(bytes, { maxOutputLength: MAX_DECODED_BYTES });
}
