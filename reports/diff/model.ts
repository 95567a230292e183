import type { CheckVerdict, RunVerdict } from '../model.ts';

/** What changed between two runs; `before` is null where the check or requirement is new, `after` where it is gone. */
export interface Change {
  readonly id: string;
  readonly before: CheckVerdict | null;
  readonly after: CheckVerdict | null;
  /** The message of the later run, of the earlier one where the check is gone. */
  readonly message: string;
}

/** The comparison of two results. Lists are sorted by id; a check stands in one list only. */
export interface ResultsDiff {
  readonly schema: 'waspect/diff/v1';
  readonly verdict: { readonly before: RunVerdict; readonly after: RunVerdict };
  /** Checks that fail now and did not before, new ones included. */
  readonly newlyFailing: readonly Change[];
  /** Checks that failed before and pass now. */
  readonly newlyPassing: readonly Change[];
  /** Checks with another verdict, otherwise. */
  readonly changed: readonly Change[];
  /** New checks that do not fail. */
  readonly added: readonly Change[];
  readonly gone: readonly Change[];
  readonly requirements: readonly Change[];
  /** Profiles that one of the runs judged and the other did not: checks of theirs are new or gone for that reason. */
  readonly profiles: OneSided;
  /** Circumstances in which the runs differ, so that a change need not be the system's doing. */
  readonly circumstances: readonly Circumstance[];
  /** True when a check fails that did not fail before: what a CI job gates on. */
  readonly regressed: boolean;
}

export interface Circumstance {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

export interface OneSided {
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
}
