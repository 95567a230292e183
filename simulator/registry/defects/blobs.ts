import { changing, contentOf, type Defect, defect } from './defect.ts';

const GZIP = [0x1f, 0x8b, 0x08] as const;
/** Time of an archive in the header of gzip (RFC 1952 section 2.3.1): no checksum covers it. */
const GZIP_TIME = 4;

/** Other bytes of the same length; an archive stays one that unpacks to the same, so that only its digest tells. */
function altered(content: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(content);
  const at = GZIP.every((byte, index) => copy[index] === byte) ? GZIP_TIME : copy.length - 1;
  if (at >= 0) copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

async function* followedByZeros(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
  const zeros = new Uint8Array(64 * 1024);
  for (;;) yield zeros;
}

async function* endingEarly(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content.subarray(0, content.length >> 1);
  throw new Error('REGISTRY_DEFECT: the connection ends here on purpose');
}

async function* falling(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content.subarray(0, content.length >> 1);
  await new Promise(() => {});
}

type Stream = (content: Uint8Array) => AsyncGenerator<Uint8Array>;

/** Streams instead of the content, under a length or in chunks without one. */
const streaming = (stream: Stream, length?: (content: Uint8Array) => number) =>
  changing('blob', (answer) => {
    const content = contentOf(answer);
    if (content === undefined) return answer;
    const announced = length === undefined ? {} : { 'Content-Length': String(length(content)) };
    return { ...answer, headers: { ...answer.headers, ...announced }, body: stream(content) };
  });

const TERABYTE = 1024 ** 4;

/** Blobs that are not what their digest names, or have no end. */
export const BLOB_DEFECTS: readonly Defect[] = [
  defect(
    'blob-altered',
    'a blob has other bytes than its digest says, in the same number; an archive still unpacks',
    changing('blob', (answer) => {
      const content = contentOf(answer);
      return content === undefined ? answer : { ...answer, body: altered(content) };
    }),
  ),
  defect(
    'blob-truncated',
    'a blob is half as long as its descriptor says, and the answer is complete',
    changing('blob', (answer) => {
      const content = contentOf(answer);
      return content === undefined ? answer : { ...answer, body: content.subarray(0, content.length >> 1) };
    }),
  ),
  defect(
    'blob-cut-off',
    'the connection ends in the middle of a blob',
    streaming(endingEarly, (content) => content.length),
  ),
  defect(
    'blob-stalls',
    'half of a blob comes, then nothing more',
    streaming(falling, (content) => content.length),
  ),
  defect('blob-endless', 'a blob goes on without end behind its last byte', streaming(followedByZeros)),
  defect(
    'blob-far-too-large',
    'a blob is announced and sent with a terabyte',
    streaming(followedByZeros, () => TERABYTE),
  ),
  defect('blob-absent', 'blobs that a manifest names are not found', async (exchange, next) =>
    exchange.route.kind === 'blob' && exchange.request.method !== 'DELETE'
      ? next({ ...exchange, route: { ...exchange.route, digest: `sha256:${'0'.repeat(64)}` } })
      : next(exchange),
  ),
];
