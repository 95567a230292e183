import type { ProfileSet } from '../../device/profiles/profile.ts';
import type { Selector } from '../life-cycles/life-cycle.ts';
import type { FleetPlan, RevisionShare } from '../plan/plan.ts';
import { streamKey, uniformAt } from '../random/stream.ts';
import { choose, type WeightTable, weightTable } from '../random/weighted.ts';
import { fits } from './fits.ts';

/** What a device is, as indexes in the lists of its plan. */
export interface RosterEntry {
  readonly revision: number;
  readonly profile: number;
  /** In `variation.domains`; -1: its profile's. */
  readonly domain: number;
  /** -1 where the plan has none for such a device; a loaded plan has. */
  readonly lifeCycle: number;
}

/** Who is in a fleet; a function of plan and device, nothing is kept of a device. */
export interface Roster {
  of(device: number): RosterEntry;
}

/** What a roster depends on. */
export type RosterPlan = Pick<FleetPlan, 'seed' | 'revisions' | 'profiles' | 'variation' | 'lifeCycles'>;

/** Places of the draws in a device's stream. */
const DRAWN = { revision: 0, profile: 1, domain: 2, lifeCycle: 3 } as const;

export function createRoster(plan: RosterPlan, profiles: ProfileSet): Roster {
  const key = streamKey(plan.seed, 'roster');
  const { domains } = plan.variation;
  const revisions = weightTable(plan.revisions.map(({ weight }) => weight));
  const profileTables = plan.revisions.map((revision) => profileTable(plan, profiles, revision));
  const lifeCycleTables = new Map<number, WeightTable>();
  const lifeCyclesFor = (revision: number, profile: number, domain: number): WeightTable => {
    const cell = (revision * plan.profiles.length + profile) * (domains.length + 1) + domain + 1;
    const known = lifeCycleTables.get(cell);
    if (known) return known;
    const table = lifeCycleTable(plan, profiles, { revision, profile, domain });
    lifeCycleTables.set(cell, table);
    return table;
  };
  return {
    of(device) {
      const revision = choose(revisions, uniformAt(key, device, DRAWN.revision));
      const profile = choose(profileTables[revision] ?? NOTHING, uniformAt(key, device, DRAWN.profile));
      const domain = domains.length === 0 ? -1 : Math.floor(uniformAt(key, device, DRAWN.domain) * domains.length);
      const table = lifeCyclesFor(revision, profile, domain);
      return { revision, profile, domain, lifeCycle: choose(table, uniformAt(key, device, DRAWN.lifeCycle)) };
    },
  };
}

const NOTHING: WeightTable = weightTable([]);

/** Only those that can speak the revision. */
const profileTable = (plan: RosterPlan, profiles: ProfileSet, { revision }: RevisionShare): WeightTable =>
  weightTable(plan.profiles.map(({ profile, weight }) => (fits(profiles, profile, revision) ? weight : 0)));

/** Weights of the life cycles that select such a device. */
export function lifeCycleTable(
  plan: RosterPlan,
  profiles: ProfileSet,
  { revision, profile, domain }: Omit<RosterEntry, 'lifeCycle'>,
): WeightTable {
  const profileId = plan.profiles[profile]?.profile ?? '';
  const features = {
    revisions: plan.revisions[revision]?.revision,
    profiles: profileId,
    domains: plan.variation.domains[domain] ?? profiles.get(profileId)?.domain,
  };
  return weightTable(
    plan.lifeCycles.map(({ lifeCycle, weight }) => (selects(lifeCycle.selector, features) ? weight : 0)),
  );
}

const selects = (selector: Selector, features: Readonly<Record<keyof Selector, string | undefined>>): boolean =>
  ASPECTS.every((aspect) => selector[aspect]?.includes(features[aspect] ?? '') ?? true);

const ASPECTS: readonly (keyof Selector)[] = ['profiles', 'domains', 'revisions'];
