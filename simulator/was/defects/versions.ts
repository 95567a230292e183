import { isJsonObject, parseJson } from '../../protocol/json.ts';
import { digestOf } from '../desired-state/digest.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { written } from './manifest-changes.ts';
import { recording } from './records.ts';

const versioned = (next: (previous: bigint | undefined, client: string) => bigint): Fault =>
  replacing(() => ({ nextManifestVersion: next }));

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

export const VERSION_DEFECTS: readonly Defect[] = [
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
    ['DSM-007', 'OFF-001'],
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
    'version-same-on-third-assignment',
    ['DSM-007'],
    'a third deployment does not change the version',
    keepingVersionOn((before, after) => before === 2 && after === 3),
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
    ['DSM-007', 'OFF-001'],
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
