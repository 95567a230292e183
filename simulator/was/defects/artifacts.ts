import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { BUNDLE, DEPLOYMENT, MANIFEST } from '../../protocol/media-types.ts';
import { digestOf } from '../desired-state/digest.ts';
import { archive, type BundleFile, tar } from '../desired-state/tar.ts';
import type { Answer } from '../http/answer.ts';
import { header } from '../http/api-request.ts';
import { bytes } from '../storage/rows.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { answering, resourceOf, withHeader, withStatus } from './exchanges.ts';
import { ClientOrder, recording } from './records.ts';

const MANIFEST_200 = { resource: 'manifest', status: 200 } as const;
const ARTIFACT = { resource: ['deployment', 'bundle'] } as const;
const ARTIFACT_200 = { ...ARTIFACT, status: 200 } as const;
const YAML_200 = { resource: 'deployment', status: 200 } as const;
const BUNDLE_200 = { resource: 'bundle', status: 200 } as const;

const tagging = (mediaTypes: readonly string[], tag: (digest: string) => string): Fault =>
  replacing((behaviour) => ({
    etagOf: (digest, mediaType) => (mediaTypes.includes(mediaType) ? tag(digest) : behaviour.etagOf(digest, mediaType)),
  }));

const ARTIFACTS = [DEPLOYMENT, BUNDLE];
const shifted = (digest: string): string => digestOf(Buffer.from(digest));

const TAGS: readonly Defect[] = [
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

function wrongForLaterClients(): Fault {
  const order = new ClientOrder();
  return answering({ resource: 'manifest', status: 200 }, (answer, { peer }) =>
    order.ordinal(peer.spiffeId) === 1
      ? answer
      : withHeader('ETag', `"${shifted(answer.headers['ETag'] ?? '')}"`)(answer),
  );
}

function firstTag(): Fault {
  const first = new Map<string, string>();
  return answering({ resource: 'manifest', status: 200 }, (answer, { peer }) => {
    const tag = first.get(peer.spiffeId) ?? answer.headers['ETag'] ?? '';
    first.set(peer.spiffeId, tag);
    return withHeader('ETag', tag)(answer);
  });
}

const revalidating = (matches: (field: string | undefined, etag: string, correct: boolean) => boolean): Fault =>
  replacing((behaviour) => ({
    matchesIfNoneMatch: (field, etag) => matches(field, etag, behaviour.matchesIfNoneMatch(field, etag)),
  }));

/** Writes a 304 with a body, which the HTTP library would not let pass. */
const bodyOn304: Fault = replacing((behaviour) => ({
  deliver: (response, answer) => {
    if (answer.status !== 304) return behaviour.deliver(response, answer);
    const body = 'not modified';
    const headers = Object.entries({ ...answer.headers, 'Content-Length': String(body.length), Connection: 'close' });
    const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    response.socket?.end(`HTTP/1.1 304 Not Modified\r\n${head}\r\n${body}`);
  },
}));

const CONDITIONS: readonly Defect[] = [
  defect(
    'never-304-for-manifest',
    ['DSM-006'],
    'If-None-Match is not looked at for the manifest',
    perResource('manifest', () => false),
  ),
  defect(
    'always-304',
    ['DSM-006'],
    'any If-None-Match gets 304',
    revalidating((field) => field !== undefined),
  ),
  defect('stale-tag-gets-304', ['DSM-006'], 'a tag of a former manifest gets 304', perInstance(formerTags)),
  defect('body-on-304', ['DSM-006'], '304 comes with a body', bodyOn304),
  defect(
    '304-without-etag',
    ['DSM-006', 'DSM-005'],
    '304 does not repeat the tag',
    answering({ resource: 'manifest', status: 304 }, withHeader('ETag', undefined)),
  ),
  defect(
    'if-none-match-list-not-read',
    ['DSM-006'],
    'only a single tag in If-None-Match is understood',
    revalidating((field, _etag, correct) => correct && field?.includes(',') !== true),
  ),
  defect(
    'if-none-match-first-only',
    ['DSM-006'],
    'only the first of several tags in If-None-Match is looked at',
    revalidating(
      (field, etag, correct) => correct && (field === '*' || field?.split(',')[0]?.trim().replace(/^W\//, '') === etag),
    ),
  ),
  defect(
    'if-none-match-weak-not-equal',
    ['DSM-006'],
    'a weak tag in If-None-Match never matches',
    revalidating((field, _etag, correct) => correct && field?.includes('W/') !== true),
  ),
  defect(
    'if-none-match-star-not-known',
    ['DSM-006'],
    'If-None-Match: * never matches',
    revalidating((field, _etag, correct) => correct && field?.trim() !== '*'),
  ),
  defect(
    'if-none-match-by-substring',
    ['DSM-006'],
    'a tag that is only part of the current one matches',
    revalidating(
      (field, etag, correct) =>
        correct || (field !== undefined && field.length > 4 && etag.includes(field.replaceAll('"', ''))),
    ),
  ),
  defect(
    'manifest-304-is-412',
    ['DSM-006'],
    'a matching tag gets 412',
    answering({ resource: 'manifest', status: 304 }, withStatus(412)),
  ),
  defect(
    'artifact-304-for-other-tag',
    ['DSA-007', 'DSA-001'],
    'an artifact gets 304 whatever the tag',
    perResource('deployment', (field) => field !== undefined),
  ),
  defect(
    'bundle-304-for-other-tag',
    ['DSA-007', 'DSA-005'],
    'a bundle gets 304 whatever the tag',
    perResource('bundle', (field) => field !== undefined),
  ),
];

/** Replaces the comparison for one resource, by taking the field away or by putting a matching one in. */
function perResource(
  resource: 'manifest' | 'deployment' | 'bundle',
  matches: (field: string | undefined) => boolean,
): Fault {
  return replacing((behaviour) => ({
    exchange: (request, next) => {
      const field = header(request, 'if-none-match');
      if (resourceOf(request) !== resource || field === undefined) return behaviour.exchange(request, next);
      const headers = { ...request.headers, 'if-none-match': matches(field) ? '*' : undefined };
      return behaviour.exchange({ ...request, headers }, next);
    },
  }));
}

function formerTags(): Fault {
  const former = new Set<string>();
  return replacing((behaviour) => ({
    matchesIfNoneMatch: (field, etag) => {
      const known = field !== undefined && former.has(field);
      former.add(etag);
      return known || behaviour.matchesIfNoneMatch(field, etag);
    },
  }));
}

const CACHING: readonly Defect[] = [
  defect(
    'manifest-cache-control-missing',
    ['DSM-019'],
    'the manifest has no Cache-Control',
    answering(MANIFEST_200, withHeader('Cache-Control', undefined)),
  ),
  defect(
    'manifest-cache-control-public',
    ['DSM-019'],
    'the manifest may be cached by anyone',
    answering(MANIFEST_200, withHeader('Cache-Control', 'public')),
  ),
  defect(
    'manifest-immutable',
    ['DSM-019'],
    'the manifest is called immutable',
    answering(MANIFEST_200, withHeader('Cache-Control', 'private, immutable')),
  ),
  defect(
    'manifest-cached-for-a-year',
    ['DSM-019'],
    'the manifest may be cached for a year',
    answering(MANIFEST_200, withHeader('Cache-Control', 'private, max-age=31536000')),
  ),
  defect(
    'artifact-cache-control-missing',
    ['DSA-004'],
    'artifacts have no Cache-Control',
    answering(ARTIFACT_200, withHeader('Cache-Control', undefined)),
  ),
  defect(
    'artifact-cache-control-public',
    ['DSA-004'],
    'artifacts may be cached by anyone',
    answering(ARTIFACT_200, withHeader('Cache-Control', 'public, max-age=31536000, immutable')),
  ),
  defect(
    'deployment-not-immutable',
    ['DSA-004'],
    'a deployment is not called immutable',
    answering(YAML_200, withHeader('Cache-Control', 'private, max-age=31536000')),
  ),
  defect(
    'bundle-max-age-short',
    ['DSA-004'],
    'a bundle may be cached for an hour only',
    answering(BUNDLE_200, withHeader('Cache-Control', 'private, max-age=3600, immutable')),
  ),
];

/** Changes the bytes that are served, not those that the digest was taken of. */
const reserving = (which: Parameters<typeof answering>[0], change: (body: Buffer) => Buffer): Fault =>
  answering({ ...which, when: (_request, { headers }) => !('Content-Encoding' in headers) }, (answer) => ({
    ...answer,
    body: change(answer.body ?? Buffer.alloc(0)),
  }));

const unknownDigest = (status: number, body?: Answer['body']): Fault =>
  answering({ ...ARTIFACT, status: 404 }, (answer) => ({ ...answer, status, ...(body ? { body } : {}) }));

const ENCODED = { ...YAML_200, when: (_request: unknown, { headers }: Answer) => 'Content-Encoding' in headers };

const SERVED: readonly Defect[] = [
  defect(
    'deployment-media-type-wrong',
    ['DSA-001'],
    'deployments are served as text/plain',
    answering(YAML_200, withHeader('Content-Type', 'text/plain')),
  ),
  defect(
    'deployment-without-media-type',
    ['DSA-001'],
    'deployments have no Content-Type',
    answering(YAML_200, withHeader('Content-Type', undefined)),
  ),
  defect(
    'bundle-content-type-wrong',
    ['DSA-005'],
    'bundles are served as application/gzip',
    answering(BUNDLE_200, withHeader('Content-Type', 'application/gzip')),
  ),
  defect(
    'deployment-line-ends-changed',
    ['DSA-001', 'DSM-012', 'DIG-002'],
    'deployments are served with other line ends than were digested',
    reserving(YAML_200, (body) => Buffer.from(body.toString().replaceAll('\n', '\r\n'))),
  ),
  defect(
    'deployment-line-end-added',
    ['DSA-001', 'DSM-012', 'DIG-002'],
    'deployments are served with one more line end than was digested',
    reserving(YAML_200, (body) => Buffer.concat([body, Buffer.from('\n')])),
  ),
  defect(
    'bundle-recompressed',
    ['DSM-012', 'DIG-002'],
    'bundles are compressed anew for each response',
    reserving(BUNDLE_200, (body) =>
      gzipSync(gunzipSync(body), { level: 1 + Math.floor(Math.random() * 2), strategy: 2 }),
    ),
  ),
  defect(
    'bundle-digest-of-tar',
    ['DSM-012', 'DIG-002'],
    'the digest of the bundle is that of the archive before compression',
    digesting(BUNDLE, (body) => digestOf(gunzipSync(body))),
  ),
  defect(
    'bundle-digest-is-sha512',
    ['DIG-001', 'DSM-012'],
    'the digest of the bundle is SHA-512 under the name of sha256',
    digesting(BUNDLE, (body) => `sha256:${createHash('sha512').update(body).digest('hex')}`),
  ),
  defect(
    'deployment-digest-of-trimmed-text',
    ['DSM-012', 'DIG-002'],
    'the digest of a deployment is that of its text without the last line end',
    digesting(DEPLOYMENT, (body) => digestOf(Buffer.from(body.toString().trimEnd()))),
  ),
  defect(
    'deployment-digest-encoded-as-utf16',
    ['DSM-012', 'DIG-002'],
    'the digest of a deployment is that of its text in UTF-16',
    digesting(DEPLOYMENT, (body) => digestOf(Buffer.from(body.toString(), 'utf16le'))),
  ),
  defect('unknown-digest-is-500', ['DSA-002'], 'an unknown digest gets 500', unknownDigest(500)),
  defect('unknown-digest-is-410', ['DSA-002'], 'an unknown digest gets 410', unknownDigest(410)),
  defect('unknown-digest-is-400', ['DSA-002'], 'an unknown digest gets 400', unknownDigest(400)),
  defect(
    'unknown-digest-is-204',
    ['DSA-002'],
    'an unknown digest gets 204',
    answering({ ...ARTIFACT, status: 404 }, () => ({ status: 204, headers: {} })),
  ),
  defect(
    'any-digest-serves-the-latest',
    ['DSA-002', 'DSA-001', 'DSM-012'],
    'the digest in the path of a deployment is not looked at',
    latestOf('deployment_id = ?2'),
  ),
  defect(
    'any-deployment-id-serves-the-digest',
    ['DSA-002', 'GEN-008'],
    'the deployment id in the path is not looked at',
    latestOf("digest = ?3 AND deployment_id <> ''"),
  ),
  defect(
    'artifact-digests-swapped',
    ['DSM-012', 'DSA-001'],
    'the first two deployments are served under each other’s digest',
    perInstance(swappedBodies),
  ),
  defect(
    'gzip-without-being-asked',
    ['DSA-006'],
    'deployments are sent with gzip whatever Accept-Encoding says',
    replacing(() => ({ acceptsGzip: () => true })),
  ),
  defect(
    'gzip-refused-yet-sent',
    ['DSA-006'],
    'gzip is sent although its weight is 0',
    replacing((behaviour) => ({
      acceptsGzip: (field) => behaviour.acceptsGzip(field) || field?.includes('gzip') === true,
    })),
  ),
  defect(
    'vary-missing',
    ['DSA-006'],
    'an encoded deployment comes without Vary',
    answering(ENCODED, withHeader('Vary', undefined)),
  ),
  defect(
    'content-encoding-not-said',
    ['DSA-006', 'DIG-002'],
    'an encoded deployment comes without Content-Encoding',
    answering(ENCODED, withHeader('Content-Encoding', undefined)),
  ),
  defect(
    'encoded-body-is-other-content',
    ['DIG-002', 'DSA-001'],
    'an encoded deployment decodes to other bytes than were digested',
    answering(ENCODED, (answer) => ({
      ...answer,
      body: gzipSync(`${gunzipSync(answer.body ?? Buffer.alloc(0)).toString()}# encoded\n`),
    })),
  ),
  defect(
    'artifacts-gone-after-restart',
    ['DSA-001', 'DSM-012', 'USR-006'],
    'artifacts of the current manifest are gone after a restart',
    recording((_stores, database) => {
      database.exec('DELETE FROM artifact');
      return {};
    }),
  ),
  defect(
    'artifacts-shared-between-clients',
    ['GEN-008'],
    'artifacts of other clients can be read by their digest',
    sharedArtifacts(),
  ),
  defect(
    'bundles-shared-between-clients',
    ['GEN-008'],
    'bundles of other clients can be read by their digest',
    sharedArtifacts("deployment_id = ''"),
  ),
  defect(
    'responses-exchanged-under-concurrency',
    ['GEN-008', 'DSM-001'],
    'two clients that read their manifest at once get the same one',
    perInstance(exchanged),
  ),
];

function digesting(mediaType: string, digest: (body: Buffer) => string): Fault {
  return replacing((behaviour) => ({
    digestOf: (body, type) => (type === mediaType ? digest(body) : behaviour.digestOf(body, type)),
  }));
}

function latestOf(condition: string): Fault {
  return recording(({ artifacts }, database) => {
    const select = database.prepare(
      `SELECT body, ?2, ?3 FROM artifact WHERE client = ?1 AND ${condition} ORDER BY generation DESC, rowid DESC`,
    );
    return {
      artifacts: {
        find: (client, deploymentId, digest) => {
          if (deploymentId === '') return artifacts.find(client, deploymentId, digest);
          const row = select.get(client, deploymentId, digest);
          return row && bytes(row, 'body');
        },
      },
    };
  });
}

function sharedArtifacts(condition = "deployment_id <> ''"): Fault {
  return recording(({ artifacts }, database) => {
    const select = database.prepare(
      `SELECT body FROM artifact WHERE deployment_id = ? AND digest = ? AND ${condition}`,
    );
    return {
      artifacts: {
        find: (client, deploymentId, digest) => {
          const row = select.get(deploymentId, digest);
          return artifacts.find(client, deploymentId, digest) ?? (row && bytes(row, 'body'));
        },
      },
    };
  });
}

/** The bodies of the first two deployments of a generation, the wrong way round. */
function swappedBodies(): Fault {
  const kept = new Map<string, { deploymentId: string; body: Buffer }[]>();
  return recording(({ artifacts }) => ({
    artifacts: {
      put: (client, deploymentId, digest, generation, body) => {
        const name = `${client} ${generation}`;
        if (deploymentId !== '') kept.set(name, [...(kept.get(name) ?? []), { deploymentId, body }].slice(-2));
        artifacts.put(client, deploymentId, digest, generation, body);
      },
      find: (client, deploymentId, digest) => {
        const pair = Array.from(kept.values()).findLast(
          (both) => both.length === 2 && both.some((one) => one.deploymentId === deploymentId),
        );
        return (
          pair?.find((one) => one.deploymentId !== deploymentId)?.body ?? artifacts.find(client, deploymentId, digest)
        );
      },
    },
  }));
}

function exchanged(): Fault {
  let waiting: Promise<Answer> | undefined;
  return replacing((behaviour) => ({
    exchange: async (request, next) => {
      if (resourceOf(request) !== 'manifest') return behaviour.exchange(request, next);
      if (waiting !== undefined) return waiting;
      waiting = new Promise((resolve) => setTimeout(resolve, 5)).then(() => behaviour.exchange(request, next));
      try {
        return await waiting;
      } finally {
        waiting = undefined;
      }
    },
  }));
}

const packing = (change: (files: readonly BundleFile[]) => readonly BundleFile[]): Fault =>
  replacing((behaviour) => ({ archive: (files) => behaviour.archive(change(files)) }));

const ARCHIVE: readonly Defect[] = [
  defect(
    'bundle-lacks-a-file',
    ['DSM-011', 'DSM-016'],
    'the bundle lacks the last deployment',
    packing((files) => files.slice(0, -1)),
  ),
  defect(
    'bundle-lacks-third-file',
    ['DSM-011', 'DSM-016'],
    'a bundle holds two deployments at most',
    packing((files) => files.slice(0, 2)),
  ),
  defect(
    'bundle-has-an-extra-file',
    ['DSM-011'],
    'the bundle holds a README',
    packing((files) => [...files, { name: 'README.md', body: Buffer.from('# Bundle\n') }]),
  ),
  defect(
    'bundle-has-a-foreign-deployment',
    ['DSM-011'],
    'the bundle holds a deployment that the manifest does not list',
    packing((files) => [
      ...files,
      {
        name: 'other.yaml',
        body: Buffer.from(
          (files[0]?.body.toString() ?? '').replace(/^id: .*/, 'id: 00000000-0000-4000-8000-000000000000'),
        ),
      },
    ]),
  ),
  defect(
    'bundle-in-a-subfolder',
    ['DSM-011'],
    'the files of the bundle are in a folder',
    packing((files) => files.map((file) => ({ ...file, name: `deployments/${file.name}` }))),
  ),
  defect(
    'bundle-holds-other-bytes',
    ['DSM-016', 'DSM-011'],
    'the files of the bundle have a comment that the single YAMLs lack',
    packing((files) =>
      files.map((file) => ({ ...file, body: Buffer.concat([file.body, Buffer.from('# bundled\n')]) })),
    ),
  ),
  defect(
    'bundle-holds-a-file-twice',
    ['DSM-011'],
    'a deployment is in the bundle twice',
    packing((files) => [...files, ...files.slice(0, 1).map((file) => ({ ...file, name: `copy-of-${file.name}` }))]),
  ),
  defect(
    'bundle-is-stale-after-update',
    ['DSM-016', 'DSM-011'],
    'after an update the bundle still holds the former text',
    perInstance(staleFiles),
  ),
  defect(
    'bundle-not-compressed',
    ['DSA-005', 'DSM-010'],
    'the bundle is a tar archive without gzip',
    replacing(() => ({ archive: tar })),
  ),
  defect(
    'bundle-truncated',
    ['DSM-011', 'DSM-016'],
    'the bundle ends in the middle',
    replacing(() => ({ archive: (files) => gzipSync(tar(files).subarray(0, 700)) })),
  ),
  defect(
    'bundle-of-json-files',
    ['DSM-011', 'DSM-016'],
    'the bundle holds nothing but an index',
    packing(() => [{ name: 'index.json', body: Buffer.from('{}') }]),
  ),
  defect(
    'bundle-gzipped-twice',
    ['DSA-005', 'DSM-011'],
    'the bundle is compressed twice',
    replacing(() => ({ archive: (files) => gzipSync(archive(files)) })),
  ),
];

function staleFiles(): Fault {
  const first = new Map<string, Buffer>();
  return packing((files) =>
    files.map((file) => {
      const body = first.get(file.name) ?? file.body;
      first.set(file.name, body);
      return { ...file, body };
    }),
  );
}

export const ARTIFACT_DEFECTS: readonly Defect[] = [...TAGS, ...CONDITIONS, ...CACHING, ...SERVED, ...ARCHIVE];
