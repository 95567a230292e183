import { join } from 'node:path';
import { loadProfiles } from '../../device/profiles/load-profiles.ts';
import type { ProfileSet } from '../../device/profiles/profile.ts';
import { createRoot, loadAuthority } from '../../pki/authority.ts';
import type { RevisionId } from '../../protocol/revision.ts';
import type { RunningWas } from '../../was/options.ts';
import type { IdentityPack } from '../identities/identity-pack.ts';
import type { IdentitySource } from '../identities/identity-source.ts';
import { openIdentities } from '../identities/open-identities.ts';
import { prepareIdentities } from '../identities/prepare-identities.ts';
import type { Stage, StageConduct } from '../life-cycles/life-cycle.ts';
import type { FleetPlan, LifeCycleShare } from '../plan/plan.ts';
import type { FleetTarget, SliceOptions } from '../shard/slice-options.ts';

export const PROFILES: ProfileSet = await loadProfiles(join(import.meta.dirname, '../../../fixtures/profiles'));

/** Ten devices that arrive at once and poll five times a second, for a second. */
export const aPlan = (changes: Partial<FleetPlan> = {}): FleetPlan => ({
  name: 'test',
  title: 'A fleet of a test',
  seed: 7,
  devices: 10,
  durationMs: 1000,
  revisions: [{ revision: '1.0.0-rc.3', weight: 1 }],
  profiles: [{ profile: 'industrial-pc', weight: 1 }],
  variation: {
    ...{ cpu: 0, memory: 0, updateInterval: 0, security: 0, runtimes: 0, connectivity: 0 },
    architectures: [],
    domains: [],
  },
  arrivals: { pattern: 'all-at-once' },
  polling: { everyMs: 200, jitter: 0.1, hours: null },
  connections: { policy: 'keep-alive', idleMs: 60_000, shared: 4, sourceAddresses: [] },
  operator: null,
  lifeCycles: [lifeCycle([{}])],
  conduct: { retryAfter: 'heeds', backoffBaseMs: 100, backoffMaxMs: 1000, requestMs: 5000 },
  judged: 0,
  bounds: { rate: 100_000, durationMs: 3_600_000, openConnections: 10_000 },
  objectives: [],
  ...changes,
});

/** Stages one after another, each for so long; the last for good. */
export const lifeCycle = (does: readonly StageConduct[], lastsMs = 300, weight = 1): LifeCycleShare => ({
  weight,
  lifeCycle: {
    id: 'test',
    title: 'of a test',
    selector: {},
    stages: does.map(
      (conduct, index): Stage => ({
        name: `stage ${index}`,
        lasts: index + 1 < does.length ? { kind: 'constant', value: lastsMs } : null,
        next: index + 1 < does.length ? [{ value: index + 1, weight: 1 }] : [],
        does: conduct,
      }),
    ),
  },
});

export const targetOf = (was: RunningWas, revision: RevisionId = '1.0.0-rc.3', endpoint = 'test'): FleetTarget => ({
  revision,
  dialect: {},
  endpoint: was.interfaces[revision]?.[endpoint] ?? '',
  anchors: was.anchorsPem.join(''),
  comparesHostName: true,
  enrolment: null,
});

/** Whose clients they are. */
export type Realm = Pick<RunningWas, 'issuer' | 'trustDomain' | 'wfmId'>;

export function packFor(was: Realm, devices: number): Promise<IdentityPack> {
  const issuer = loadAuthority(was.issuer);
  const { trustDomain, wfmId } = was;
  const realm = { trustDomain, wfmId };
  const until = Date.now() + 3_600_000;
  return prepareIdentities({ issuer, realm, name: 'test', nonce: 'n', devices, until, keyCache: null });
}

export const identitiesFor = async (was: Realm, devices: number): Promise<IdentitySource> =>
  openIdentities((await packFor(was, devices)).buffer, loadAuthority(was.issuer));

/** Of an authority that nobody asks for. */
export const someIdentities = async (devices: number): Promise<IdentitySource> =>
  identitiesFor(
    { issuer: await createRoot({ name: 'some' }), trustDomain: 'factory.example', wfmId: 'wfm-1' },
    devices,
  );

/** The whole fleet in one slice. */
export const wholeFleet = (
  plan: FleetPlan,
  targets: readonly FleetTarget[],
  identities: IdentitySource,
  changes: Partial<SliceOptions> = {},
): SliceOptions => ({
  ...{ plan, targets, identities },
  profiles: PROFILES,
  slice: { index: 0, of: 1 },
  judge: null,
  startAt: async () => Date.now() + 20,
  logFolder: null,
  onProgress: () => undefined,
  onAdopted: () => undefined,
  onEnrolled: () => undefined,
  onReported: () => undefined,
  signal: new AbortController().signal,
  ...changes,
});
