import type { ProfileSet } from '../../device/profiles/profile.ts';
import type { WeightTable } from '../random/weighted.ts';
import type { Mistake } from '../reading/mistake.ts';
import { fits } from '../roster/fits.ts';
import { lifeCycleTable } from '../roster/roster.ts';
import type { FleetPlan } from './plan.ts';

/** A kind of device that a plan can come to, by its indexes, with the weights of the life cycles that it may have. */
interface Kind {
  readonly revision: number;
  readonly profile: number;
  readonly lifeCycles: WeightTable;
}

/** What coverage depends on. */
export interface Covered {
  readonly plan: FleetPlan;
  readonly profiles: ProfileSet;
}

/** Whether every device that the plan comes to has a profile and a life cycle, and every life cycle a device. */
export function coverageMistakes({ plan, profiles }: Covered): readonly Mistake[] {
  const isEmpty = [plan.revisions, plan.profiles, plan.lifeCycles].some(({ length }) => length === 0);
  if (isEmpty || plan.profiles.some(({ profile }) => !profiles.has(profile))) return [];
  const kinds = kindsOf(plan, profiles);
  const mute = withoutProfile(plan, kinds);
  return mute.length > 0 ? mute : [...withoutDevice(plan, kinds), ...withoutLifeCycle(plan, kinds)];
}

function kindsOf(plan: FleetPlan, profiles: ProfileSet): readonly Kind[] {
  const domains = plan.variation.domains.length === 0 ? [-1] : [...plan.variation.domains.keys()];
  return plan.revisions.flatMap(({ revision: revisionId }, revision) =>
    plan.profiles.flatMap(({ profile: id }, profile) => {
      if (!fits(profiles, id, revisionId)) return [];
      return domains.map((domain) => {
        const lifeCycles = lifeCycleTable(plan, profiles, { revision, profile, domain });
        return { revision, profile, lifeCycles };
      });
    }),
  );
}

const withoutProfile = ({ revisions }: FleetPlan, kinds: readonly Kind[]): readonly Mistake[] =>
  revisions
    .filter((_, index) => !kinds.some(({ revision }) => revision === index))
    .map(({ revision }) => ({
      path: ['profiles'],
      text: `no profile of this plan can speak revision ${revision}; add one that says all it asks for, and has no children where it has no gateways`,
    }));

const withoutDevice = ({ lifeCycles }: FleetPlan, kinds: readonly Kind[]): readonly Mistake[] =>
  lifeCycles.flatMap(({ lifeCycle: { id } }, index) => {
    const isUsed = kinds.some((kind) => (kind.lifeCycles[index] ?? 0) > (kind.lifeCycles[index - 1] ?? 0));
    const text = `life cycle ${id} selects no device of this plan; its selector asks for others`;
    return isUsed ? [] : [{ path: ['lifeCycles'], key: id, text }];
  });

function withoutLifeCycle({ profiles }: FleetPlan, kinds: readonly Kind[]): readonly Mistake[] {
  const forlorn = kinds.filter((kind) => (kind.lifeCycles.at(-1) ?? 0) === 0).map(({ profile }) => profile);
  return [...new Set(forlorn)].map((profile) => ({
    path: ['lifeCycles'],
    text: `no life cycle is for all devices of profile ${profiles[profile]?.profile}; add one without a selector, such as steady`,
  }));
}
