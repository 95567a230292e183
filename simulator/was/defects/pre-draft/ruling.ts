import type { Behaviour } from '../../behaviour.ts';
import type { PreDraftRules } from '../../pre-draft/rules.ts';
import { type Defect, defect, type Fault, replacing } from '../defect.ts';

/** A row of a table of faults that only the pre-draft can have. */
export const preDraft = (id: string, requirements: readonly string[], description: string, apply: Fault): Defect => ({
  ...defect(id, requirements, description, apply),
  revisions: ['pre-draft-2024'],
});

/** Replaces rules of the pre-draft by what they make of those that were there. */
export const ruling = (change: (rules: PreDraftRules, behaviour: Behaviour) => Partial<PreDraftRules>): Fault =>
  replacing((behaviour) => ({
    preDraft: { ...behaviour.preDraft, ...change(behaviour.preDraft, behaviour) },
  }));

/** One fault after the other. */
export const both =
  (first: Fault, second: Fault): Fault =>
  (behaviour) =>
    second(first(behaviour));
