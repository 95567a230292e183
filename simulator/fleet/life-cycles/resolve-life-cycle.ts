import type { LifeCycleEntries } from '../reading/entries.ts';
import { mistakesOf } from '../reading/explain.ts';
import type { Mistake } from '../reading/mistake.ts';
import { lifeCycleValidator } from '../reading/schemas.ts';
import type { LifeCycle } from './life-cycle.ts';
import { stageMistakes } from './stage-rules.ts';
import { stagesOf } from './stages.ts';

/** A life cycle out of its document, or all that is wrong with it. */
export type ReadLifeCycle = { readonly lifeCycle: LifeCycle } | { readonly mistakes: readonly Mistake[] };

export function resolveLifeCycle(document: unknown): ReadLifeCycle {
  const follows = lifeCycleValidator();
  if (!follows(document)) return { mistakes: mistakesOf(follows.errors ?? []) };
  const mistakes = stageMistakes(document.stages);
  return mistakes.length > 0 ? { mistakes } : { lifeCycle: lifeCycleOf(document) };
}

const lifeCycleOf = ({ id, title, selector = {}, stages }: LifeCycleEntries): LifeCycle => ({
  id,
  title,
  selector,
  stages: stagesOf(stages),
});
