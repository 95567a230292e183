import type { UnchangedPoll } from '../../simulator/fleet/judging/judge.ts';
import type { HeaderList } from '../../simulator/protocol/exchange.ts';

/** A stretch of bytes, from its start up to its end. */
type Stretch = readonly [start: number, end: number];

/** The head of a 304 that was found sound. Date and ETag differ from one to the next, and nothing else does. */
interface Template {
  readonly bytes: Buffer;
  readonly fixed: readonly Stretch[];
  readonly etag: Stretch | null;
}

/** A WFM writes few different heads. */
const MOST_TEMPLATES = 8;

const FIELD = 'if-none-match:';
const LINE_END = 13;
const BLANK = 32;

/** Where in a poll its validator stands; asked for anew only when polls look different. */
export class ValidatorFinder {
  #at = 0;

  /** The bytes of the field's value; null where there is no such field. */
  find(request: Uint8Array): Stretch | null {
    if (!isFieldAt(request, this.#at)) this.#at = search(request);
    if (this.#at === 0) return null;
    let start = this.#at + FIELD.length;
    while (request[start] === BLANK) start += 1;
    const end = request.indexOf(LINE_END, start);
    return end === -1 ? null : [start, end];
  }
}

function isFieldAt(request: Uint8Array, at: number): boolean {
  if (at === 0) return false;
  for (let index = 0; index < FIELD.length; index += 1)
    if (((request[at + index] ?? 0) | 0x20) !== (FIELD.charCodeAt(index) | 0x20)) return false;
  return true;
}

const search = (request: Uint8Array): number =>
  Buffer.from(request.buffer, request.byteOffset, request.byteLength)
    .toString('latin1')
    .toLowerCase()
    .indexOf(`\n${FIELD}`) + 1;

/** The heads of unchanged polls that were looked at, so that the next one like them is a comparison of bytes. */
export class SoundHeads {
  readonly #templates: Template[] = [];

  /** Whether it is like one that was found sound, and has the validator of its request for an ETag, if it has one. */
  knows({ request, response }: UnchangedPoll, validator: Stretch): boolean {
    for (const template of this.#templates) if (isLike(template, request, response, validator)) return true;
    return false;
  }

  learn(response: Uint8Array): void {
    if (this.#templates.length >= MOST_TEMPLATES) this.#templates.pop();
    this.#templates.unshift(templateOf(Buffer.from(response)));
  }
}

function isLike(
  { bytes, fixed, etag }: Template,
  request: Uint8Array,
  response: Uint8Array,
  [start, end]: Stretch,
): boolean {
  if (response.length !== bytes.length) return false;
  for (const [from, to] of fixed) if (bytes.compare(response, from, to, from, to) !== 0) return false;
  if (!etag) return true;
  if (etag[1] - etag[0] !== end - start) return false;
  for (let at = 0; at < end - start; at += 1) if (response[etag[0] + at] !== request[start + at]) return false;
  return true;
}

function templateOf(bytes: Buffer): Template {
  const text = bytes.toString('latin1');
  const varying = Array.from(
    text.matchAll(/^(date|etag):[ \t]*([^\r\n]*)/gim),
    ({ index, 0: line, 1: name, 2: value }) => {
      const end = index + line.length;
      return { name: name?.toLowerCase(), stretch: [end - (value?.length ?? 0), end] as const };
    },
  );
  const fixed: Stretch[] = [];
  let at = 0;
  for (const { stretch } of varying) {
    fixed.push([at, stretch[0]]);
    [, at] = stretch;
  }
  fixed.push([at, bytes.length]);
  return { bytes, fixed, etag: varying.find(({ name }) => name === 'etag')?.stretch ?? null };
}

/** The fields of a head; undefined where it is none of a 304. */
export function unchangedHead(response: Uint8Array): HeaderList | undefined {
  const text = Buffer.from(response.buffer, response.byteOffset, response.byteLength).toString('latin1');
  const [status = '', ...lines] = text.split('\r\n');
  if (!/^HTTP\/1\.1 304( |$)/.test(status)) return undefined;
  return lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon <= 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()] as const];
  });
}
