import fc from 'fast-check';
import { OCI_MANIFEST } from '../oci/media-types.ts';
import { digestOf } from './storage/digest.ts';
import { bytesOf, errorCode, headerOf, manifestOf, type Wire, type WireAnswer } from './wire.test-support.ts';

/** One thing that a client does, in repositories below a prefix of its own; the answers to it, in their order. */
export interface Step {
  readonly take: (wire: Wire, prefix: string) => Promise<readonly WireAnswer[]>;
}

const REPOSITORY = fc.constantFrom('charts/good', 'compose');
const BLOB = fc.constantFrom('{}', 'one', 'two');
const LAYERS = fc.subarray(['one', 'two']);
const TAG = fc.constantFrom('1.0.0', 'latest');
const READ = fc.constantFrom('GET', 'HEAD');
/** The empty text stands for the digest of the manifest itself. */
const REFERENCE = fc.oneof(TAG, fc.constant(''));

/** A step that a failing test shows by its name and what it was made of. */
function step<T extends unknown[]>(
  name: string,
  parts: { [Index in keyof T]: fc.Arbitrary<T[Index]> },
  take: (...values: T) => Step['take'],
): fc.Arbitrary<Step> {
  return fc
    .tuple<T>(...parts)
    .map((values) => ({ take: take(...values), [fc.toStringMethod]: () => `${name} ${JSON.stringify(values)}` }));
}

const manifestTexts = (layers: readonly string[]): Uint8Array => manifestOf(layers.map(bytesOf));

const targetOf = (prefix: string, repository: string, layers: readonly string[], reference: string): string =>
  `/v2/${prefix}/${repository}/manifests/${reference === '' ? digestOf(manifestTexts(layers)) : reference}`;

const pathOf = (answer: WireAnswer): string => {
  const location = new URL(headerOf(answer, 'location'), 'https://registry.example');
  return location.pathname + location.search;
};

const withDigest = (target: string, text: string): string =>
  `${target}${target.includes('?') ? '&' : '?'}digest=${digestOf(bytesOf(text))}`;

async function upload(
  wire: Wire,
  name: string,
  chunks: readonly string[],
  claimed: string,
): Promise<readonly WireAnswer[]> {
  let latest = await wire.call('POST', `/v2/${name}/blobs/uploads/`);
  const answers = [latest];
  for (const body of chunks) {
    const headers = { 'content-type': 'application/octet-stream' };
    latest = await wire.call('PATCH', pathOf(latest), { body, headers });
    answers.push(latest, await wire.call('GET', pathOf(latest)));
  }
  return [...answers, await wire.call('PUT', withDigest(pathOf(latest), claimed))];
}

// Left out is what docker-registry 2.8 itself answers wrongly: `null` as a manifest (500), a range behind the end (a length
// that is not that of the content).
const STEP: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: step(
      'push',
      [REPOSITORY, BLOB],
      (repository, blob) => (wire, prefix) => upload(wire, `${prefix}/${repository}`, [blob], blob),
    ),
  },
  step(
    'push in chunks',
    [REPOSITORY, fc.array(BLOB, { minLength: 1, maxLength: 3 })],
    (repository, chunks) => (wire, prefix) => upload(wire, `${prefix}/${repository}`, chunks, chunks.join('')),
  ),
  step(
    'push under another digest',
    [REPOSITORY, BLOB],
    (repository, blob) => (wire, prefix) => upload(wire, `${prefix}/${repository}`, [blob], `${blob}?`),
  ),
  step('lend', [REPOSITORY, REPOSITORY, BLOB], (repository, from, blob) => async (wire, prefix) => {
    const query = new URLSearchParams({ mount: digestOf(bytesOf(blob)), from: `${prefix}/${from}` });
    return [await wire.call('POST', `/v2/${prefix}/${repository}/blobs/uploads/?${query}`)];
  }),
  step('give up an upload', [REPOSITORY], (repository) => async (wire, prefix) => {
    const begun = await wire.call('POST', `/v2/${prefix}/${repository}/blobs/uploads/`);
    const given = await wire.call('DELETE', pathOf(begun));
    return [begun, given, await wire.call('GET', pathOf(begun))];
  }),
  step('read a blob', [READ, REPOSITORY, BLOB], (method, repository, blob) => async (wire, prefix) => [
    await wire.call(method, `/v2/${prefix}/${repository}/blobs/${digestOf(bytesOf(blob))}`),
  ]),
  step(
    'read a part',
    [REPOSITORY, BLOB, fc.nat(1), fc.nat(4)],
    (repository, blob, first, more) => async (wire, prefix) => [
      await wire.call('GET', `/v2/${prefix}/${repository}/blobs/${digestOf(bytesOf(blob))}`, {
        headers: { range: `bytes=${first}-${first + more}` },
      }),
    ],
  ),
  {
    weight: 3,
    arbitrary: step(
      'push a manifest',
      [REPOSITORY, LAYERS, REFERENCE],
      (repository, layers, reference) => async (wire, prefix) => [
        await wire.call('PUT', targetOf(prefix, repository, layers, reference), {
          headers: { 'content-type': OCI_MANIFEST },
          body: manifestTexts(layers),
        }),
      ],
    ),
  },
  step(
    'push no manifest',
    [REPOSITORY, TAG, fc.constantFrom('', '[]', '{"schemaVersion":2')],
    (repository, tag, body) => async (wire, prefix) => [
      await wire.call('PUT', targetOf(prefix, repository, [], tag), {
        headers: { 'content-type': OCI_MANIFEST },
        body,
      }),
    ],
  ),
  {
    weight: 2,
    arbitrary: step(
      'read a manifest',
      [READ, REPOSITORY, LAYERS, REFERENCE],
      (method, repository, layers, reference) => async (wire, prefix) => [
        await wire.call(method, targetOf(prefix, repository, layers, reference), { headers: { accept: OCI_MANIFEST } }),
      ],
    ),
  },
  step('delete a manifest', [REPOSITORY, LAYERS], (repository, layers) => async (wire, prefix) => [
    await wire.call('DELETE', targetOf(prefix, repository, layers, '')),
  ]),
  step('list tags', [REPOSITORY], (repository) => async (wire, prefix) => [
    await wire.call('GET', `/v2/${prefix}/${repository}/tags/list`),
  ]),
);

/** What a client does after each other. */
export const CONVERSATION: fc.Arbitrary<readonly Step[]> = fc.array(STEP, { minLength: 1, maxLength: 14 });

/** Of an answer what two registries have to agree on; ids of uploads are each one's own. */
export function essence(answer: WireAnswer, prefix: string): Readonly<Record<string, unknown>> {
  const text = Buffer.from(answer.bytes).toString('utf8');
  return {
    status: answer.status,
    code: answer.status < 400 ? undefined : errorCode(answer),
    digest: answer.headers['docker-content-digest'],
    type: answer.status < 300 && answer.bytes.length > 0 ? headerOf(answer, 'content-type').split(';')[0] : undefined,
    range: answer.headers['range'],
    contentRange: answer.headers['content-range'],
    place: headerOf(answer, 'location')
      .replace(/^https:\/\/[^/]+/, '')
      .replace(prefix, '')
      .replace(/uploads\/.*$/, 'uploads/'),
    content: answer.status < 300 ? text.trim().replaceAll(prefix, '') : undefined,
  };
}
