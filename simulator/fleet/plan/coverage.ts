import type { ProfileSet } from '../../device/profiles/profile.ts';
import type { Mistake } from '../reading/mistake.ts';
import { fits, lifeCycleTable } from '../roster/roster.ts';
import type { FleetPlan } from './plan.ts';

/** A kind of device that a plan can come to. */
interface Kind {
  readonly revision: number;
  readonly profile: number;
  readonly domain: number;
}

/** Whether every device that the plan comes to has a profile and a life cycle, and every life cycle a device. */
export function coverageMistakes({
  plan,
  profiles,
}: {
  readonly plan: FleetPlan;
  readonly profiles: ProfileSet;
}): readonly Mistake[] {
  if (plan.profiles.some(({ profile }) => !profiles.has(profile))) return [];
  const kinds = kindsOf(plan, profiles);
  const tables = kinds.map((kind) => lifeCycleTable(plan, profiles, kind));
  const weightAt = (table: Float64Array, index: number): number => (table[index] ?? 0) - (table[index - 1] ?? 0);
  return [
    ...plan.revisions.flatMap(({ revision }, index) =>
      kinds.some((kind) => kind.revision === index)
        ? []
        : [
            {
              path: ['profiles'],
              text: `revision ${revision} has no gateways with children, and there is no other profile in this plan`,
            },
          ],
    ),
    ...plan.lifeCycles.flatMap(({ lifeCycle: { id } }, index) =>
      tables.some((table) => weightAt(table, index) > 0)
        ? []
        : [
            {
              path: ['lifeCycles'],
              key: id,
              text: `life cycle ${id} selects no device of this plan; its selector asks for others`,
            },
          ],
    ),
    ...new Set(
      kinds.flatMap(({ profile }, index) =>
        (tables[index]?.at(-1) ?? 0) > 0 ? [] : [plan.profiles[profile]?.profile],
      ),
    ),
  ].map((found) =>
    typeof found === 'object'
      ? found
      : {
          path: ['lifeCycles'],
          text: `no life cycle is for devices of profile ${found}; add one without a selector, such as steady`,
        },
  );
}

function kindsOf(plan: FleetPlan, profiles: ProfileSet): readonly Kind[] {
  const domains = plan.variation.domains.length === 0 ? [-1] : [...plan.variation.domains.keys()];
  return plan.revisions.flatMap((share, revision) =>
    plan.profiles.flatMap(({ profile: id }, profile) =>
      fits(profiles.get(id), share) ? domains.map((domain) => ({ revision, profile, domain })) : [],
    ),
  );
}
