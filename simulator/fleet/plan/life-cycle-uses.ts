import type { LifeCycle } from '../life-cycles/life-cycle.ts';
import type { LifeCycleSet } from '../life-cycles/load-life-cycles.ts';
import { resolveLifeCycle } from '../life-cycles/resolve-life-cycle.ts';
import type { LifeCycleUse } from '../reading/entries.ts';
import { suggestion } from '../reading/explain.ts';
import { type Mistake, shown } from '../reading/mistake.ts';

/** A life cycle that a plan names, changes or has of its own. */
export interface UsedLifeCycle {
  readonly lifeCycle: LifeCycle;
  readonly weight: number;
}

/** The life cycles of a plan, as far as they can be used, and what is wrong with the others; paths are the plan's. */
export function usedLifeCycles(
  uses: Readonly<Record<string, LifeCycleUse>>,
  known: LifeCycleSet,
): { readonly used: readonly UsedLifeCycle[]; readonly mistakes: readonly Mistake[] } {
  const found = Object.entries(uses).map(([id, use]) => usedLifeCycle(id, use, known));
  return {
    used: found.flatMap((one) => ('lifeCycle' in one ? [one] : [])),
    mistakes: found.flatMap((one) => ('mistakes' in one ? one.mistakes : [])),
  };
}

function usedLifeCycle(
  id: string,
  use: LifeCycleUse,
  known: LifeCycleSet,
): UsedLifeCycle | { readonly mistakes: readonly Mistake[] } {
  const { weight = 1, ...differs } = typeof use === 'number' ? { weight: use } : use;
  const base = known.get(id);
  if (base && Object.keys(differs).length === 0) return { lifeCycle: base.lifeCycle, weight };
  const path = ['lifeCycles'];
  if (!base && !('stages' in differs)) {
    const text = `there is no life cycle ${shown(id)}; ${suggestion(id, [...known.keys()])}, or one with stages of its own`;
    return { mistakes: [{ path, key: id, text }] };
  }
  const read = resolveLifeCycle({ ...Object(merged(base?.document ?? {}, differs)), id });
  if ('lifeCycle' in read) return { lifeCycle: read.lifeCycle, weight };
  return { mistakes: read.mistakes.map((mistake) => ({ ...mistake, path: [...path, id, ...mistake.path] })) };
}

/** Maps are merged member by member, except those that say one of several things; anything else takes the other's place. */
function merged(base: unknown, over: unknown, name = ''): unknown {
  if (!isMap(base) || !isMap(over) || ALTERNATIVES.has(name)) return over;
  const members = Object.entries(over).map(([key, value]) => [key, merged(base[key], value, key)]);
  return { ...base, ...Object.fromEntries(members) };
}

const ALTERNATIVES: ReadonlySet<string> = new Set(['lasts', 'delay', 'takes', 'next']);

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
