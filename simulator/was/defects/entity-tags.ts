import { gzipSync } from 'node:zlib';
import { BUNDLE, DEPLOYMENT, MANIFEST } from '../../protocol/media-types.ts';
import { digestOf } from '../desired-state/digest.ts';
import type { Answer } from '../http/answer.ts';
import { ARTIFACT_200, MANIFEST_200, YAML_200 } from './artifact-answers.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { answering, withHeader } from './exchanges.ts';
import { ClientOrder } from './records.ts';

const tagging = (mediaTypes: readonly string[], tag: (digest: string) => string): Fault =>
  replacing((behaviour) => ({
    etagOf: (digest, mediaType) => (mediaTypes.includes(mediaType) ? tag(digest) : behaviour.etagOf(digest, mediaType)),
  }));

const ARTIFACTS = [DEPLOYMENT, BUNDLE];

const shifted = (digest: string): string => digestOf(Buffer.from(digest));

export const ENTITY_TAG_DEFECTS: readonly Defect[] = [
  defect(
    'manifest-etag-unquoted',
    ['DSM-017', 'DSM-005'],
    'the tag of the manifest is not quoted',
    tagging([MANIFEST], (digest) => digest),
  ),
  defect(
    'manifest-etag-weak',
    ['DSM-017'],
    'the tag of the manifest is weak',
    tagging([MANIFEST], (digest) => `W/"${digest}"`),
  ),
  defect(
    'manifest-etag-of-other-bytes',
    ['DSM-017'],
    'the tag of the manifest is the digest of other bytes',
    tagging([MANIFEST], (digest) => `"${shifted(digest)}"`),
  ),
  defect(
    'manifest-etag-without-algorithm',
    ['DSM-017'],
    'the tag of the manifest is the bare hex',
    tagging([MANIFEST], (digest) => `"${digest.slice(7)}"`),
  ),
  defect(
    'manifest-etag-missing',
    ['DSM-005', 'DSM-017'],
    'the manifest has no tag',
    answering({ resource: 'manifest', status: [200, 304] }, withHeader('ETag', undefined)),
  ),
  defect(
    'manifest-etag-wrong-for-second-client',
    ['DSM-017'],
    'only the first client gets the right tag',
    perInstance(wrongForLaterClients),
  ),
  defect(
    'manifest-etag-stale-after-update',
    ['DSM-017'],
    'the tag of the manifest stays that of the first one',
    perInstance(firstTag),
  ),
  defect(
    'manifest-etag-of-canonical-form',
    ['DSM-017'],
    'the tag is taken before a line end is added to the manifest',
    answering(MANIFEST_200, (answer) => ({
      ...answer,
      body: Buffer.concat([answer.body ?? Buffer.alloc(0), Buffer.from('\n')]),
    })),
  ),
  defect(
    'manifest-etag-weak-under-gzip',
    ['DSM-017'],
    'a manifest that is sent with gzip has a weak tag, as some proxies make it',
    answering(
      { ...MANIFEST_200, when: ({ headers }) => /gzip/.test(String(headers['accept-encoding'])) },
      weakAndZipped,
    ),
  ),
  defect(
    'artifact-etag-missing',
    ['DSA-003'],
    'artifacts have no tag',
    answering(ARTIFACT_200, withHeader('ETag', undefined)),
  ),
  defect(
    'artifact-etag-unquoted',
    ['DSA-003'],
    'the tags of artifacts are not quoted',
    tagging(ARTIFACTS, (digest) => digest),
  ),
  defect(
    'artifact-etag-weak',
    ['DSA-003'],
    'the tags of artifacts are weak',
    tagging(ARTIFACTS, (digest) => `W/"${digest}"`),
  ),
  defect(
    'deployment-etag-is-another',
    ['DSA-003'],
    'the tag of a deployment is not its digest',
    tagging([DEPLOYMENT], (digest) => `"${shifted(digest)}"`),
  ),
  defect(
    'bundle-etag-is-another',
    ['DSA-003'],
    'the tag of a bundle is not its digest',
    tagging([BUNDLE], (digest) => `"${shifted(digest)}"`),
  ),
  defect(
    'etag-of-encoded-bytes',
    ['DSA-003', 'DIG-002'],
    'under a content coding the tag is that of the encoded bytes',
    answering({ ...YAML_200, when: (_request, { headers }) => 'Content-Encoding' in headers }, (answer) =>
      withHeader('ETag', `"${digestOf(answer.body ?? Buffer.alloc(0))}"`)(answer),
    ),
  ),
];

function weakAndZipped(answer: Answer): Answer {
  const zipped = { ...answer, body: gzipSync(answer.body ?? Buffer.alloc(0)) };
  return withHeader('ETag', `W/${answer.headers['ETag'] ?? ''}`)(withHeader('Content-Encoding', 'gzip')(zipped));
}

function wrongForLaterClients(): Fault {
  const order = new ClientOrder();
  return answering({ resource: 'manifest', status: 200 }, (answer, { peer }) =>
    order.ordinal(peer.key) === 1 ? answer : withHeader('ETag', `"${shifted(answer.headers['ETag'] ?? '')}"`)(answer),
  );
}

function firstTag(): Fault {
  const first = new Map<string, string>();
  return answering({ resource: 'manifest', status: 200 }, (answer, { peer }) => {
    const tag = first.get(peer.key) ?? answer.headers['ETag'] ?? '';
    first.set(peer.key, tag);
    return withHeader('ETag', tag)(answer);
  });
}
