import type { Counterexample } from '../../reports/model.ts';

/** How a check ends other than by passing. Each is thrown; the runner of the check turns it into a verdict. */

/** The check could not be judged: a verb, an identity or the state it starts from could not be had. */
export class NotEvaluated extends Error {
  override readonly name = 'NotEvaluated';
}

/** The clause does not bind this system: it does not claim the feature, or the condition did not occur. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** A MUST is broken. Nothing after it in the same check is judged. */
export class Violated extends Error {
  override readonly name = 'Violated';
  readonly violation: BrokenRequirement;

  constructor(violation: BrokenRequirement) {
    super(`${violation.requirement}: expected ${violation.expected}; received ${violation.received}`);
    this.violation = violation;
  }
}

/**
 * Our own side of a sequence, the simulated device or the place it deploys to, did what it must not. Nobody else is to
 * blame; with a fault planted on our side, this is how it is found.
 */
export class OwnFault extends Error {
  override readonly name = 'OwnFault';
  /** The shrunk input, where a property found it. */
  readonly counterexample: Counterexample | null;

  constructor(message: string, counterexample: Counterexample | null = null) {
    super(message);
    this.counterexample = counterexample;
  }
}

export interface BrokenRequirement {
  readonly requirement: string;
  /** The outcomes that the clause allows. */
  readonly expected: string;
  readonly received: string;
  readonly position: string | null;
}
