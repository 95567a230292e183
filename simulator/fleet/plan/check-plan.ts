import type { ProfileSet } from '../../device/profiles/profile.ts';
import type { LifeCycleSet } from '../life-cycles/load-life-cycles.ts';
import type { PlanEntries } from '../reading/entries.ts';
import { mistakesOf } from '../reading/explain.ts';
import type { Mistake } from '../reading/mistake.ts';
import { pruned } from '../reading/prune.ts';
import { planValidator } from '../reading/schemas.ts';
import { usedLifeCycles } from './life-cycle-uses.ts';
import type { FleetPlan } from './plan.ts';
import { resolvePlan } from './resolve-plan.ts';
import { PLAN_RULES } from './rules.ts';

/** A plan out of its document, or all that is wrong with it. */
export type CheckedPlan = { readonly plan: FleetPlan } | { readonly mistakes: readonly Mistake[] };

const USUAL_LIFE_CYCLES = { steady: 1 };

/** `name`: of a plan that does not say its own. */
export function checkPlan(document: unknown, name: string, profiles: ProfileSet, known: LifeCycleSet): CheckedPlan {
  const { entries, mistakes: ofSchema, lost } = followingSchema(document, profiles);
  if (!entries) return { mistakes: ofSchema };
  const { used, mistakes: ofLifeCycles } = usedLifeCycles(entries.lifeCycles ?? USUAL_LIFE_CYCLES, known);
  const wrong = new Set([...lost, ...(ofLifeCycles.length > 0 ? ['lifeCycles'] : [])]);
  const plan = resolvePlan(entries, name, used);
  const ofRules = PLAN_RULES.filter(({ about }) => !about.some((member) => wrong.has(member))).flatMap((rule) =>
    rule.mistakes({ entries, plan, profiles }),
  );
  const mistakes = [...ofSchema, ...ofLifeCycles, ...ofRules];
  return mistakes.length > 0 ? { mistakes } : { plan };
}

/** How often something is taken out of a document until it follows the schema: a map may be wrong without its member. */
const ATTEMPTS = 8;

/** What of a document follows the schema, so that one mistake does not hide another; `lost` are the members it had wrong. */
function followingSchema(
  document: unknown,
  profiles: ProfileSet,
): {
  readonly entries: PlanEntries | null;
  readonly mistakes: readonly Mistake[];
  readonly lost: readonly string[];
} {
  const follows = planValidator();
  if (follows(document)) return { entries: document, mistakes: [], lost: [] };
  const mistakes = mistakesOf(follows.errors ?? []);
  const stopgaps = { title: '-', devices: 1, duration: '1s', profiles: { [[...profiles.keys()][0] ?? '-']: 1 } };
  const lost = Object.keys(stopgaps).filter((member) => Reflect.get(Object(document), member) === undefined);
  for (let attempt = 0, found = mistakes, rest = document; attempt < ATTEMPTS; attempt += 1) {
    lost.push(...found.flatMap(({ path: [member], key }) => member ?? key ?? []));
    rest = { ...stopgaps, ...Object(pruned(rest, found)) };
    if (follows(rest)) return { entries: rest, mistakes, lost };
    found = mistakesOf(follows.errors ?? []);
  }
  return { entries: null, mistakes, lost };
}
