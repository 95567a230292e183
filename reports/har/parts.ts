import type { HeaderList, RecordedBody } from '../model.ts';

interface NameAndValue {
  readonly name: string;
  readonly value: string;
}

/** In the order of the wire, repeated names kept. */
export function headersOf(headers: HeaderList): readonly NameAndValue[] {
  return headers.map(([name, value]) => ({ name, value }));
}

/** A URL that cannot be parsed has no query to speak of; the URL itself stands in the entry. */
export function queryOf(url: string): readonly NameAndValue[] {
  if (!URL.canParse(url)) return [];
  return [...new URL(url).searchParams].map(([name, value]) => ({ name, value }));
}

/** HAR has no encoding for a request body: bytes that are no text are marked by `_encoding`. */
export function postDataOf(body: RecordedBody, headers: HeaderList): object {
  return {
    mimeType: mediaTypeOf(headers),
    text: body.data,
    ...(body.encoding === 'base64' ? { _encoding: 'base64' } : {}),
    ...truncation(body),
  };
}

/** `size` is the length on the wire, also where only the beginning was kept. */
export function contentOf(body: RecordedBody | null, headers: HeaderList): object {
  if (body === null) return { size: 0, mimeType: mediaTypeOf(headers) };
  return {
    size: body.bytes,
    mimeType: mediaTypeOf(headers),
    text: body.data,
    ...(body.encoding === 'base64' ? { encoding: 'base64' } : {}),
    ...truncation(body),
  };
}

function truncation(body: RecordedBody): object {
  return body.truncated ? { comment: `only the beginning of ${body.bytes} bytes` } : {};
}

function mediaTypeOf(headers: HeaderList): string {
  return headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
}
