import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { BUNDLE, DEPLOYMENT } from '../../protocol/media-types.ts';
import { digestOf } from '../desired-state/digest.ts';
import type { Answer } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import { bytes } from '../storage/rows.ts';
import { ARTIFACT, BUNDLE_200, YAML_200 } from './artifact-answers.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { answering, resourceOf, withHeader } from './exchanges.ts';
import { recording } from './records.ts';

/** Changes the bytes that are served, not those that the digest was taken of. */
const reserving = (which: Parameters<typeof answering>[0], change: (body: Buffer) => Buffer): Fault =>
  answering({ ...which, when: (_request, { headers }) => !('Content-Encoding' in headers) }, (answer) => ({
    ...answer,
    body: change(answer.body ?? Buffer.alloc(0)),
  }));

const unknownDigest = (status: number, body?: Answer['body']): Fault =>
  answering({ ...ARTIFACT, status: 404 }, (answer) => ({ ...answer, status, ...(body ? { body } : {}) }));

const ENCODED = { ...YAML_200, when: (_request: unknown, { headers }: Answer) => 'Content-Encoding' in headers };

export const ARTIFACT_DEFECTS: readonly Defect[] = [
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
    ['DSM-012', 'DSA-001', 'DIG-002'],
    'the digest of a deployment is that of its text without the last line end',
    digesting(DEPLOYMENT, (body) => digestOf(Buffer.from(body.toString().trimEnd()))),
  ),
  defect(
    'deployment-digest-encoded-as-utf16',
    ['DSM-012', 'DSA-001', 'DIG-002'],
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
    ['DSM-012', 'DSA-001', 'GWY-008'],
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

/** Only where two clients have several readings under way each: those of the later one are answered as the other's. */
function exchanged(): Fault {
  const reading = new Map<string, { readonly request: ApiRequest; readonly count: number }>();
  const BUSY = 3;
  return replacing((behaviour) => ({
    exchange: async (request, next) => {
      if (resourceOf(request) !== 'manifest') return behaviour.exchange(request, next);
      const { key } = request.peer;
      const count = (change: number): void => {
        const now = (reading.get(key)?.count ?? 0) + change;
        reading.set(key, { request, count: now });
      };
      count(1);
      try {
        await new Promise((resolve) => setTimeout(resolve, 10));
        const busy = Array.from(reading.values()).filter((each) => each.count >= BUSY);
        const [first] = busy;
        const caught = first !== undefined && busy.some(({ request: { peer } }) => peer.key === key);
        return await behaviour.exchange(caught ? { ...request, peer: first.request.peer } : request, next);
      } finally {
        count(-1);
      }
    },
  }));
}
