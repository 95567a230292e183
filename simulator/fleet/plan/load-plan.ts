import { basename, extname } from 'node:path';
import type { ProfileSet } from '../../device/profiles/profile.ts';
import type { RevisionId } from '../../protocol/revision.ts';
import type { LifeCycleSet } from '../life-cycles/load-life-cycles.ts';
import { complaint } from '../reading/complaint.ts';
import type { Mistake } from '../reading/mistake.ts';
import { readText } from '../reading/read-text.ts';
import { YamlSource } from '../reading/yaml-source.ts';
import { checkPlan } from './check-plan.ts';
import { coverageMistakes } from './coverage.ts';
import { addObjectives, type Override, override } from './overrides.ts';
import type { FleetPlan } from './plan.ts';
import { PlanError } from './plan-error.ts';

export interface LoadPlanOptions {
  /** `path=value`, in order: each takes the place of what the plan says. */
  readonly set?: readonly string[];
  /** Beside those of the plan. */
  readonly objectives?: readonly string[];
  readonly profiles: ProfileSet;
  readonly lifeCycles: LifeCycleSet;
  /** Which all devices speak, whatever the plan says. */
  readonly revision?: RevisionId | null;
}

/**
 * Reads a fleet plan.
 * @throws PlanError PLAN_UNREADABLE; PLAN_INVALID and PLAN_OVERRIDE (where only overrides are wrong): place, what was
 * received and what is legal, one line for each mistake, at most ten
 */
export async function loadPlan(file: string, options: LoadPlanOptions): Promise<FleetPlan> {
  const { profiles, lifeCycles, set = [], objectives = [], revision = null } = options;
  const source = await sourceOf(file);
  const overrides = [...override(source.document, set), ...addObjectives(source.document, objectives)];
  const checked = checkPlan(documentOf(source), basename(file, extname(file)), profiles, lifeCycles);
  if ('mistakes' in checked) throw invalid(source, overrides, checked.mistakes);
  if (revision === null) return checked.plan;
  const plan = { ...checked.plan, revisions: [{ revision, weight: 1 }] };
  const left = {
    ...plan,
    lifeCycles: plan.lifeCycles.filter((one) => speaks(one.lifeCycle.selector.revisions, revision)),
  };
  const mistakes = coverageMistakes({ plan: left, profiles });
  if (mistakes.length > 0) throw invalid(source, overrides, mistakes);
  return left;
}

const speaks = (revisions: readonly string[] | undefined, revision: RevisionId): boolean =>
  revisions?.includes(revision) ?? true;

async function sourceOf(file: string): Promise<YamlSource> {
  let text: string;
  try {
    text = await readText(file);
  } catch (cause) {
    throw new PlanError('PLAN_UNREADABLE', `${messageOf(cause)}; name a readable YAML file of a fleet plan`, { cause });
  }
  const source = new YamlSource(file, text);
  const mistakes = source.syntaxMistakes();
  if (mistakes.length > 0) throw new PlanError('PLAN_INVALID', complaint(mistakes));
  return source;
}

function documentOf(source: YamlSource): unknown {
  try {
    return source.value();
  } catch (cause) {
    throw new PlanError('PLAN_INVALID', `${source.file}: ${messageOf(cause)}; write it as plain, flat YAML`, { cause });
  }
}

interface Located {
  readonly overridden: boolean;
  readonly offset: number;
  readonly line: string;
}

/** In the order of the file; what an override has brought in comes last, and is named as it was given. */
function invalid(source: YamlSource, overrides: readonly Override[], mistakes: readonly Mistake[]): PlanError {
  const located = mistakes
    .map((mistake): Located => {
      const by = overrides.findLast(({ path }) => isAt(mistake, path, source));
      if (by) return { overridden: true, offset: Number.MAX_SAFE_INTEGER, line: `${by.given}: ${mistake.text}` };
      const { offset, text } = source.placeOf(mistake);
      return { overridden: false, offset, line: `${text}: ${mistake.text}` };
    })
    .sort((left, right) => left.offset - right.offset);
  const code = located.every(({ overridden }) => overridden) ? 'PLAN_OVERRIDE' : 'PLAN_INVALID';
  return new PlanError(code, complaint(located.map(({ line }) => line)));
}

/** Whether an override has put the mistake there: the value, one around it, or one inside of what only overrides made. */
function isAt({ path, key }: Mistake, overridden: readonly string[], source: YamlSource): boolean {
  const place = key === undefined ? path : [...path, key];
  if (overridden.every((part, index) => place[index] === part)) return true;
  return place.every((part, index) => overridden[index] === part) && !source.isWritten(place);
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
