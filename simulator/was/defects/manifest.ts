import type { BundleReference, DeploymentReference, StateManifest } from '../../protocol/documents.ts';
import { isJsonObject, parseJson } from '../../protocol/json.ts';
import { BUNDLE, MANIFEST } from '../../protocol/media-types.ts';
import { digestOf } from '../desired-state/digest.ts';
import { archive } from '../desired-state/tar.ts';
import type { Answer } from '../http/answer.ts';
import { header } from '../http/api-request.ts';
import type { Assignment, Stores } from '../storage/stores.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { answering, withHeader, withStatus } from './exchanges.ts';
import { ClientOrder, recording } from './records.ts';

const versioned = (next: (previous: bigint | undefined, client: string) => bigint): Fault =>
  replacing(() => ({ nextManifestVersion: next }));

/** Changes the text of the manifest before its digest is taken, so that only its content is wrong. */
const written = (change: (text: string, manifest: StateManifest) => string): Fault =>
  replacing((behaviour) => ({
    serialiseManifest: (manifest) => change(behaviour.serialiseManifest(manifest), manifest),
  }));

const manifested = (change: (manifest: StateManifest) => StateManifest): Fault =>
  replacing((behaviour) => ({ serialiseManifest: (manifest) => behaviour.serialiseManifest(change(manifest)) }));

const bundled = (change: (bundle: BundleReference) => BundleReference): Fault =>
  manifested((manifest) => ({ ...manifest, bundle: manifest.bundle && change(manifest.bundle) }));

const referring = (change: (reference: DeploymentReference, index: number) => DeploymentReference): Fault =>
  manifested((manifest) => ({ ...manifest, deployments: manifest.deployments.map(change) }));

const versionAs = (change: (version: bigint) => string): Fault =>
  written((text, { manifestVersion }) =>
    text.replace(`"manifestVersion":${manifestVersion}`, `"manifestVersion":${change(manifestVersion)}`),
  );

const roundedAboveSafe = (previous: bigint | undefined): bigint => {
  if (previous === undefined) return 1n;
  return previous < 2n ** 53n ? 2n ** 53n : BigInt(Number(previous) + 1);
};

/** A counter for each device instead of each client: the version of whichever device changed last. */
const countingByDevice = (): Fault => {
  const counters = new Map<string, bigint>();
  const lastDevice = new Map<string, string>();
  const counting = recording(({ deployments }) => ({
    deployments: {
      add: (assignment) => {
        lastDevice.set(assignment.client, assignment.deviceId);
        deployments.add(assignment);
      },
      change: (client, id, order) => {
        lastDevice.set(client, deployments.find(client, id)?.deviceId ?? '');
        deployments.change(client, id, order);
      },
    },
  }));
  const versions = versioned((_previous, client) => {
    const name = `${client} ${lastDevice.get(client) ?? ''}`;
    const next = (counters.get(name) ?? 0n) + 1n;
    counters.set(name, next);
    return next;
  });
  return (behaviour) => versions(counting(behaviour));
};

/** Two operator actions at once, and the second reads the counter before the first has advanced it. */
const racing: Fault = replacing((behaviour) => {
  let underWay = 0;
  let raced = false;
  return {
    control: async (call, next) => {
      if (call.verb !== 'assign' && call.verb !== 'update') return behaviour.control(call, next);
      underWay += 1;
      raced ||= underWay > 1;
      try {
        await new Promise((resolve) => setTimeout(resolve, 3));
        return await behaviour.control(call, next);
      } finally {
        underWay -= 1;
      }
    },
    nextManifestVersion: (previous, client) => {
      const repeated = raced && previous !== undefined;
      if (repeated) raced = false;
      return repeated ? previous : behaviour.nextManifestVersion(previous, client);
    },
  };
});

const resetOnRestart = (): Fault => {
  let opened = 0;
  let restarted = false;
  const counting = recording(() => {
    opened += 1;
    restarted = opened > 1;
    return {};
  });
  const versions = replacing((behaviour) => ({
    nextManifestVersion: (previous: bigint | undefined, client: string) => {
      const fresh = restarted;
      restarted = false;
      return behaviour.nextManifestVersion(fresh ? undefined : previous, client);
    },
  }));
  return (behaviour) => versions(counting(behaviour));
};

/** A content that was there before gets the version that it had. */
const versionOfContent = (): Fault => {
  const known = new Map<string, bigint>();
  return recording(({ manifests }) => ({
    manifests: {
      put: (client, manifest) => {
        const name = `${client} ${manifest.content}`;
        const before = known.get(name);
        known.set(name, before ?? manifest.version);
        if (before === undefined || before === manifest.version) return manifests.put(client, manifest);
        const text = manifest.body
          .toString()
          .replace(`"manifestVersion":${manifest.version}`, `"manifestVersion":${before}`);
        const body = Buffer.from(text);
        manifests.put(client, { ...manifest, version: before, body, digest: digestOf(body) });
      },
    },
  }));
};

const globalCounter = (): Fault => {
  let counter = 0n;
  return versioned(() => {
    counter += 1n;
    return counter;
  });
};

/** Keeps the version when the manifest has no more entries than before: updates and withdrawals pass unnoticed. */
const keepingVersionOn = (kept: (before: number, after: number) => boolean): Fault =>
  recording(({ manifests }) => ({
    manifests: {
      put: (client, manifest) => {
        const latest = manifests.latest(client);
        const [before, after] = [entries(latest?.content), entries(manifest.content)];
        if (!latest || latest.content === manifest.content || !kept(before, after))
          return manifests.put(client, manifest);
        const text = manifest.body
          .toString()
          .replace(`"manifestVersion":${manifest.version}`, `"manifestVersion":${latest.version}`);
        const body = Buffer.from(text);
        manifests.put(client, { ...manifest, version: latest.version, body, digest: digestOf(body) });
      },
    },
  }));

function entries(content: string | undefined): number {
  const parsed = content === undefined ? null : parseJson(content);
  const list = isJsonObject(parsed) ? parsed['deployments'] : undefined;
  return Array.isArray(list) ? list.length : 0;
}

const VERSIONS: readonly Defect[] = [
  defect(
    'version-starts-at-0',
    ['DSM-007', 'DSM-008'],
    'the first manifest has version 0',
    versioned((previous) => (previous === undefined ? 0n : previous + 1n)),
  ),
  defect(
    'version-starts-at-2',
    ['DSM-008'],
    'the first manifest has version 2',
    versioned((previous) => (previous === undefined ? 2n : previous + 1n)),
  ),
  defect(
    'version-is-a-clock',
    ['DSM-008'],
    'the version is the time in milliseconds',
    versioned((previous) => {
      const now = BigInt(Date.now());
      return previous !== undefined && now <= previous ? previous + 1n : now;
    }),
  ),
  defect(
    'version-shared-between-clients',
    ['DSM-008'],
    'all clients share one counter, so that the first manifest of a later one is not 1',
    perInstance(globalCounter),
  ),
  defect(
    'version-never-changes',
    ['DSM-007'],
    'every manifest has version 1',
    versioned(() => 1n),
  ),
  defect(
    'version-decreases',
    ['DSM-007'],
    'later manifests have lower versions',
    versioned((previous) => (previous === undefined ? 1n : previous === 1n ? 1000n : previous - 1n)),
  ),
  defect(
    'version-same-on-update',
    ['DSM-007', 'WFL-007'],
    'a changed deployment does not change the version',
    keepingVersionOn((before, after) => before === after),
  ),
  defect(
    'version-same-on-withdrawal',
    ['DSM-007'],
    'a withdrawn deployment does not change the version',
    keepingVersionOn((before, after) => after < before),
  ),
  defect(
    'version-of-equal-content-returns',
    ['DSM-007'],
    'a content that comes back has the version that it had',
    perInstance(versionOfContent),
  ),
  defect(
    'version-counted-by-device',
    ['DSM-007', 'GWY-008'],
    'versions are counted for each device instead of each client',
    perInstance(countingByDevice),
  ),
  defect(
    'version-reset-on-restart',
    ['DSM-007', 'USR-006'],
    'versions start again after a restart',
    perInstance(resetOnRestart),
  ),
  defect(
    'version-rounded',
    ['DSM-007'],
    'versions beyond 2^53 are counted as doubles and stop growing',
    versioned(roundedAboveSafe),
  ),
  defect(
    'version-wraps-at-32-bits',
    ['DSM-007'],
    'the third manifest falls back as if a 32-bit counter had wrapped',
    versioned((previous) =>
      previous === undefined ? 1n : previous === 1n ? 2n ** 32n - 1n : previous >= 2n ** 32n - 1n ? 2n : previous + 1n,
    ),
  ),
  defect('version-races', ['DSM-007'], 'two operator actions at once give two manifests of one version', racing),
  defect(
    'version-is-text',
    ['DSM-007'],
    'the version is a JSON string',
    versionAs((version) => `"${version}"`),
  ),
  defect(
    'version-is-fractional',
    ['DSM-007'],
    'the version has a fraction',
    versionAs((version) => `${version}.5`),
  ),
  defect(
    'version-exceeds-64-bits',
    ['DSM-007'],
    'versions after the first need more than 64 bits',
    versioned((previous) => (previous === undefined ? 1n : previous < 2n ** 64n ? 2n ** 64n : previous + 1n)),
  ),
];

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

const staleAfterUpdate = (): Fault =>
  recording(({ deployments }) => ({
    deployments: { revision: (client) => Math.min(deployments.revision(client), 2) },
  }));

const CONTENT: readonly Defect[] = [
  defect('withdrawn-still-listed', ['DSM-001'], 'a withdrawn deployment stays in the manifest', listingWithdrawn),
  defect(
    'last-withdrawn-still-listed',
    ['DSM-001', 'DSM-009'],
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
    ['DSM-001'],
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
    'placement-not-listed',
    ['DSM-001', 'GWY-009'],
    'deployments that the gateway is to place are not listed',
    desired((list) => list.filter(({ deviceId }) => !deviceId.endsWith('/*'))),
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
    ['DSM-013'],
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
    ['DSM-014'],
    'the manifest writes deployment ids in upper case',
    referring((reference) => ({ ...reference, deploymentId: reference.deploymentId.toUpperCase() })),
  ),
  defect(
    'digest-upper-case',
    ['DIG-001'],
    'digests are written in upper case',
    manifested(withDigests((digest) => `sha256:${digest.slice(7).toUpperCase()}`)),
  ),
  defect(
    'digest-without-algorithm',
    ['DIG-001'],
    'digests have no sha256: before them',
    manifested(withDigests((digest) => digest.slice(7))),
  ),
  defect(
    'digest-with-white-space',
    ['DIG-001'],
    'digests end in a space',
    manifested(withDigests((digest) => `${digest} `)),
  ),
  defect(
    'digest-in-base64',
    ['DIG-001'],
    'digests are in base64',
    manifested(withDigests((digest) => `sha256:${Buffer.from(digest.slice(7), 'hex').toString('base64')}`)),
  ),
  defect(
    'digest-truncated',
    ['DIG-001'],
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
        return request.path === '/api/v1/deployments' && answer.status === 200 && answer.body
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

const OK = { resource: 'manifest', status: 200 } as const;

const accepting = (accepts: (field: string | undefined, mediaType: string, correct: boolean) => boolean): Fault =>
  replacing((behaviour) => ({
    accepts: (field, mediaType) => accepts(field, mediaType, behaviour.accepts(field, mediaType)),
  }));

const NEGOTIATION: readonly Defect[] = [
  defect(
    'accept-ignored',
    ['DSM-003'],
    'Accept is not looked at',
    accepting(() => true),
  ),
  defect(
    'accept-required',
    ['DSM-004'],
    'a request without Accept gets 406',
    accepting((field, _type, correct) => field !== undefined && correct),
  ),
  defect(
    'accept-wildcard-refused',
    ['DSM-003', 'DSM-004'],
    'the range */* gets 406',
    accepting((field, _type, correct) => !(field?.trim() === '*/*') && correct),
  ),
  defect(
    'accept-list-not-read',
    ['DSM-003', 'DSM-002'],
    'only the first member of Accept is looked at',
    accepting(
      (field, mediaType) =>
        field === undefined ||
        field.split(',')[0]?.split(';')[0]?.trim() === mediaType ||
        field.split(',')[0]?.includes('*') === true,
    ),
  ),
  defect(
    'accept-weight-zero-ignored',
    ['DSM-003'],
    'a type that is excluded with q=0 is served',
    accepting((field, mediaType, correct) => correct || field?.includes(mediaType) === true),
  ),
  defect(
    'accept-json-suffices',
    ['DSM-003'],
    'Accept: application/json gets the manifest',
    accepting((field, _type, correct) => correct || field?.includes('application/json') === true),
  ),
  defect(
    'not-acceptable-is-415',
    ['DSM-003'],
    '415 is answered instead of 406',
    answering({ resource: 'manifest', status: 406 }, withStatus(415)),
  ),
  defect(
    'manifest-content-type-wrong',
    ['DSM-005'],
    'the manifest is served as application/json',
    answering(OK, withHeader('Content-Type', 'application/json')),
  ),
  defect(
    'manifest-without-content-type',
    ['DSM-005'],
    'the manifest has no Content-Type',
    answering(OK, withHeader('Content-Type', undefined)),
  ),
  defect(
    'manifest-after-json-accept',
    ['DSM-005', 'DSM-003'],
    'the Content-Type repeats the Accept field',
    answering({ ...OK, when: (request) => header(request, 'accept') === '*/*' }, withHeader('Content-Type', '*/*')),
  ),
];

export const MANIFEST_DEFECTS: readonly Defect[] = [...VERSIONS, ...CONTENT, ...NEGOTIATION];
