import type { BundleReference, DeploymentReference, StateManifest } from '../../protocol/documents.ts';
import { BUNDLE, MANIFEST } from '../../protocol/media-types.ts';
import { digestOf } from '../desired-state/digest.ts';
import { archive } from '../desired-state/tar.ts';
import type { Answer } from '../http/answer.ts';
import type { Assignment, Stores } from '../storage/stores.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { resourceOf, withHeader } from './exchanges.ts';
import { written } from './manifest-changes.ts';
import { ClientOrder, recording } from './records.ts';

const manifested = (change: (manifest: StateManifest) => StateManifest): Fault =>
  replacing((behaviour) => ({ serialiseManifest: (manifest) => behaviour.serialiseManifest(change(manifest)) }));

const bundled = (change: (bundle: BundleReference) => BundleReference): Fault =>
  manifested((manifest) => ({ ...manifest, bundle: manifest.bundle && change(manifest.bundle) }));

const referring = (change: (reference: DeploymentReference, index: number) => DeploymentReference): Fault =>
  manifested((manifest) => ({ ...manifest, deployments: manifest.deployments.map(change) }));

const desired = (
  change: (list: readonly Assignment[], stores: Stores, client: string) => readonly Assignment[],
): Fault =>
  recording((stores) => ({
    deployments: { desired: (client) => change(stores.deployments.desired(client), stores, client) },
  }));

const listingWithdrawn: Fault = recording(({ deployments }) => ({
  deployments: { withdraw: () => undefined, find: deployments.find },
}));

/** What a later client reads is what the first one is to read. */
const firstClientsState = (only: (ordinal: number) => boolean): Fault => {
  const order = new ClientOrder();
  let first: string | undefined;
  return recording(({ deployments }) => ({
    deployments: {
      add: (assignment) => {
        order.ordinal(assignment.client);
        first ??= assignment.client;
        deployments.add(assignment);
      },
      desired: (client) => [
        ...deployments.desired(client),
        ...(first !== undefined && first !== client && only(order.ordinal(client)) ? deployments.desired(first) : []),
      ],
    },
  }));
};

/** Changes are counted from one new manifest to the next; whatever comes after the fourth is acknowledged and forgotten. */
const forgettingInSilence = (): Fault => {
  const pending = new Map<string, number>();
  const kept = (client: string): boolean => {
    const count = (pending.get(client) ?? 0) + 1;
    pending.set(client, count);
    return count <= 4;
  };
  return recording(({ deployments, manifests }) => ({
    deployments: {
      add: (assignment) => {
        deployments.add(assignment);
        if (!kept(assignment.client)) deployments.withdraw(assignment.client, assignment.id);
      },
      change: (client, id, order) => (kept(client) ? deployments.change(client, id, order) : undefined),
      withdraw: (client, id) => (kept(client) ? deployments.withdraw(client, id) : undefined),
    },
    manifests: {
      put: (client, manifest) => {
        pending.delete(client);
        manifests.put(client, manifest);
      },
    },
  }));
};

const staleAfterUpdate = (): Fault =>
  recording(({ deployments }) => ({
    deployments: { revision: (client) => Math.min(deployments.revision(client), 2) },
  }));

export const MANIFEST_DEFECTS: readonly Defect[] = [
  defect('withdrawn-still-listed', ['DSM-001'], 'a withdrawn deployment stays in the manifest', listingWithdrawn),
  defect(
    'last-withdrawn-still-listed',
    ['DSM-001', 'DSM-009', 'OFF-001'],
    'the last deployment of a client cannot be withdrawn',
    recording(({ deployments }) => ({
      deployments: {
        withdraw: (client, id) =>
          deployments.desired(client).length > 1 ? deployments.withdraw(client, id) : undefined,
      },
    })),
  ),
  defect(
    'third-deployment-missing',
    ['DSM-001', 'GWY-008'],
    'no more than two deployments are listed',
    desired((list) => list.slice(0, 2)),
  ),
  defect(
    'only-first-device-listed',
    ['DSM-001', 'GWY-008'],
    'only the deployments of one device are listed',
    desired((list) => list.filter(({ deviceId }) => deviceId === list[0]?.deviceId)),
  ),
  defect(
    'children-not-listed',
    ['DSM-001', 'GWY-008'],
    'deployments of children are not listed',
    desired((list) => list.filter(({ deviceId }) => !deviceId.includes('/'))),
  ),
  defect(
    'unreported-device-not-listed',
    ['DSM-001'],
    'deployments of a device are listed only from the second on',
    desired((list) => list.slice(1)),
  ),
  defect(
    'updates-not-shown',
    ['DSM-001', 'WFL-007'],
    'from the third change on, the manifest stays as it is',
    staleAfterUpdate(),
  ),
  defect(
    'changes-lost-in-silence',
    ['OFF-001', 'DSM-001', 'WFL-007'],
    'of what the operator does while a client is silent only the first four changes are kept',
    perInstance(forgettingInSilence),
  ),
  defect(
    'foreign-deployments-listed',
    ['GEN-008', 'DSM-001'],
    "what the first client is to run is in every other client's manifest too",
    perInstance(() => firstClientsState(() => true)),
  ),
  defect(
    'foreign-deployments-listed-for-third-client',
    ['GEN-008', 'DSM-001'],
    "what the first client is to run is in the third client's manifest too",
    perInstance(() => firstClientsState((ordinal) => ordinal >= 3)),
  ),
  defect(
    'deployments-lost-on-restart',
    ['USR-006', 'DSM-001'],
    'assignments are forgotten when the WAS is restarted',
    recording((_stores, database) => {
      database.exec('DELETE FROM deployment; UPDATE desired_state SET revision = revision + 1');
      return {};
    }),
  ),
  defect(
    'bundle-missing-when-empty',
    ['DSM-009'],
    'an empty manifest has no member bundle',
    written((text, { bundle }) => (bundle === null ? text.replace('"bundle":null,', '') : text)),
  ),
  defect(
    'bundle-object-when-empty',
    ['DSM-009'],
    'the bundle of an empty manifest is an empty object',
    written((text) => text.replace('"bundle":null', '"bundle":{}')),
  ),
  defect(
    'empty-archive-when-empty',
    ['DSM-009'],
    'an empty manifest refers to an empty archive',
    replacing((behaviour) => ({
      serialiseManifest: (manifest) => {
        const digest = behaviour.digestOf(archive([]), BUNDLE);
        return behaviour.serialiseManifest({
          ...manifest,
          bundle: manifest.bundle ?? { mediaType: BUNDLE, digest, url: `/api/v1/bundles/${digest}` },
        });
      },
    })),
  ),
  defect(
    'bundle-never-offered',
    ['DSM-009'],
    'bundle is always null',
    manifested((manifest) => ({ ...manifest, bundle: null })),
  ),
  defect(
    'bundle-media-type-wrong',
    ['DSM-010'],
    'the manifest calls the bundle application/gzip',
    bundled((bundle) => ({ ...bundle, mediaType: 'application/gzip' })),
  ),
  defect(
    'first-deployment-listed-twice',
    ['DSM-001'],
    'the first deployment stands in the manifest twice',
    manifested((manifest) => ({
      ...manifest,
      deployments: [...manifest.deployments.slice(0, 1), ...manifest.deployments],
    })),
  ),
  defect(
    'manifest-sizes-are-text',
    ['GEN-001'],
    'the sizes in a manifest are JSON strings',
    written((text) => text.replace(/"sizeBytes":(\d+)/g, '"sizeBytes":"$1"')),
  ),
  defect(
    'bundle-url-without-digest',
    ['DSM-013'],
    'the bundle url ends in latest',
    bundled((bundle) => ({ ...bundle, url: '/api/v1/bundles/latest' })),
  ),
  defect(
    'bundle-url-foreign',
    ['DSM-013'],
    'the bundle url points to another host',
    bundled((bundle) => ({ ...bundle, url: `https://cdn.example${bundle.url}` })),
  ),
  defect(
    'deployment-url-with-client-id',
    ['DSM-013'],
    'deployment urls have the form of an earlier revision',
    referring((reference) => ({ ...reference, url: reference.url.replace('/api/v1/', '/api/v1/clients/1/') })),
  ),
  defect(
    'deployment-url-of-another',
    ['DSM-013', 'GWY-008'],
    'the urls of the first two deployments are exchanged',
    manifested((manifest) => {
      const urls = manifest.deployments.map(({ url }) => url);
      const exchanged = [urls[1], urls[0], ...urls.slice(2)];
      return {
        ...manifest,
        deployments: manifest.deployments.map((one, index) => ({ ...one, url: exchanged[index] ?? one.url })),
      };
    }),
  ),
  defect(
    'deployment-id-differs',
    ['DSM-014', 'DSM-013', 'DSM-001'],
    'the manifest writes deployment ids in upper case',
    referring((reference) => ({ ...reference, deploymentId: reference.deploymentId.toUpperCase() })),
  ),
  defect(
    'digest-upper-case',
    ['DIG-001', 'DSM-012', 'DSA-001', 'DSA-005', 'DSM-013'],
    'digests are written in upper case',
    manifested(withDigests((digest) => `sha256:${digest.slice(7).toUpperCase()}`)),
  ),
  defect(
    'digest-without-algorithm',
    ['DIG-001', 'DSM-012', 'DSA-001', 'DSA-005', 'DSM-013', 'GEN-001', 'EXT-002'],
    'digests have no sha256: before them',
    manifested(withDigests((digest) => digest.slice(7))),
  ),
  defect(
    'digest-with-white-space',
    ['DIG-001', 'DSM-012', 'DSA-001', 'DSA-005', 'DSM-013'],
    'digests end in a space',
    manifested(withDigests((digest) => `${digest} `)),
  ),
  defect(
    'digest-in-base64',
    ['DIG-001', 'DSM-012', 'DSA-001', 'DSA-005', 'DSM-013'],
    'digests are in base64',
    manifested(withDigests((digest) => `sha256:${Buffer.from(digest.slice(7), 'hex').toString('base64')}`)),
  ),
  defect(
    'digest-truncated',
    ['DIG-001', 'DSM-012', 'DSA-001', 'DSA-005', 'DSM-013'],
    'digests have 63 digits',
    manifested(withDigests((digest) => digest.slice(0, -1))),
  ),
  defect(
    'manifest-not-deterministic',
    ['DSM-018'],
    'each response orders the members of the same manifest anew',
    replacing((behaviour) => ({
      exchange: async (request, next) => {
        const answer = await behaviour.exchange(request, next);
        return resourceOf(request) === 'manifest' && answer.status === 200 && answer.body
          ? respell(answer, behaviour.digestOf)
          : answer;
      },
    })),
  ),
  defect(
    'restart-respells-manifest',
    ['DSM-018'],
    'after a restart the same manifest has other bytes and another tag',
    perInstance(respelledOnRestart),
  ),
];

/** Another spelling of the same manifest, with the tag of its own bytes. */
function respell(answer: Answer, digestOf: (bytes: Buffer, mediaType: string) => string): Answer {
  const padding = ' '.repeat(1 + Math.floor(Math.random() * 1000));
  const body = Buffer.from(`${answer.body?.toString() ?? ''}${padding}`);
  return { ...withHeader('ETag', `"${digestOf(body, MANIFEST)}"`)(answer), body };
}

function respelledOnRestart(): Fault {
  let opened = 0;
  return recording(({ manifests }) => {
    opened += 1;
    const padding = ' '.repeat(opened - 1);
    return {
      manifests: {
        latest: (client) => {
          const latest = manifests.latest(client);
          return latest && padding !== '' ? spelled(latest, padding) : latest;
        },
      },
    };
  });
}

function spelled<Stored extends { readonly body: Buffer; readonly digest: string }>(
  manifest: Stored,
  padding: string,
): Stored {
  const body = Buffer.concat([manifest.body, Buffer.from(padding)]);
  return { ...manifest, body, digest: digestOf(body) };
}

function withDigests(change: (digest: string) => string) {
  return (manifest: StateManifest): StateManifest => ({
    ...manifest,
    bundle: manifest.bundle && { ...manifest.bundle, digest: change(manifest.bundle.digest) },
    deployments: manifest.deployments.map((reference) => ({ ...reference, digest: change(reference.digest) })),
  });
}
