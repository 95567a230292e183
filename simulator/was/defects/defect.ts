import type { RevisionId } from '../../protocol/revision.ts';
import type { Behaviour } from '../behaviour.ts';

/** One deliberate fault: what it breaks, and the rules that it replaces. */
export interface Defect {
  /** Kebab-case, unique. */
  readonly id: string;
  /** Ids of the requirements catalogue that a WAS with this fault does not meet. */
  readonly requirements: readonly string[];
  /** Where it is a fault; by default wherever one of its requirements is in force. */
  readonly revisions?: readonly RevisionId[];
  /** Can be seen only where each endpoint has records of its own; it is served so unless something else is asked for. */
  readonly separateEndpoints?: true;
  /**
   * Why a client alone does not see it, where only a fleet does: it takes requests of several clients at once, or many of
   * them. `conform` need not notice such a fault, so it is no part of the matrix of checks and defects.
   */
  readonly needsLoad?: string;
  /** What a person would see. */
  readonly description: string;
  /** A copy of the behaviour with the fault in it. State of the fault lives as long as that copy. */
  readonly apply: (behaviour: Behaviour) => Behaviour;
}

/** A fault of some revisions only, although what it breaks is in force elsewhere, too. */
export const onlyIn = (revisions: readonly RevisionId[], faulty: Defect): Defect => ({ ...faulty, revisions });

export const withSeparateEndpoints = (faulty: Defect): Defect => ({ ...faulty, separateEndpoints: true });

export type Fault = (behaviour: Behaviour) => Behaviour;

/** A row of a defect table. */
export const defect = (id: string, requirements: readonly string[], description: string, apply: Fault): Defect => ({
  id,
  requirements,
  description,
  apply,
});

/** Replaces rules by what they make of the rules that were there. */
export const replacing =
  (change: (behaviour: Behaviour) => Partial<Behaviour>): Fault =>
  (behaviour) => ({ ...behaviour, ...change(behaviour) });

/** A fault with a memory: each WAS that has it gets its own. */
export const perInstance =
  (make: () => Fault): Fault =>
  (behaviour) =>
    make()(behaviour);
