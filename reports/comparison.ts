import { writeAtomically } from './atomic-write.ts';
import { diffResults } from './diff/diff.ts';
import type { Change } from './diff/model.ts';
import type { Results, RunVerdict, Summary } from './model.ts';

/** Several runs of one command side by side: what `comparison.json` says. */
export interface Comparison {
  readonly schema: 'waspect/comparison/v1';
  readonly runs: readonly ComparedRun[];
  /** Of the endpoints of each revision, compared with the first of them. */
  readonly differences: readonly Difference[];
}

export interface ComparedRun {
  readonly revision: string;
  readonly endpoint: string;
  readonly verdict: RunVerdict;
  readonly summary: Summary;
  /** Where its reports are, relative to the folder of the comparison. */
  readonly folder: string;
}

export interface Difference {
  readonly revision: string;
  readonly endpoint: string;
  readonly comparedWith: string;
  /** Checks with another verdict: `before` at `comparedWith`, `after` at `endpoint`. */
  readonly changes: readonly Change[];
}

/** Where the endpoints of a revision differ; endpoints that do not are in it, without changes. */
export function differencesOf(runs: readonly Results[]): readonly Difference[] {
  const groups = [...Map.groupBy(runs, ({ run }) => run.revision).values()];
  return groups.flatMap(([first, ...others]) =>
    first === undefined ? [] : others.map((other) => difference(first, other)),
  );
}

function difference(first: Results, other: Results): Difference {
  const { newlyFailing, newlyPassing, changed } = diffResults(first, other);
  return {
    revision: other.run.revision,
    endpoint: other.run.target.endpoint,
    comparedWith: first.run.target.endpoint,
    changes: [...newlyFailing, ...newlyPassing, ...changed],
  };
}

export function comparisonOf(judged: readonly { readonly results: Results; readonly folder: string }[]): Comparison {
  return {
    schema: 'waspect/comparison/v1',
    runs: judged.map(({ results: { run, verdict, summary }, folder }) => ({
      revision: run.revision,
      endpoint: run.target.endpoint,
      verdict,
      summary,
      folder,
    })),
    differences: differencesOf(judged.map(({ results }) => results)),
  };
}

/** Replaces the file as a whole or not at all. Throws `OUT_UNWRITABLE`. */
export const writeComparison = (path: string, comparison: Comparison): Promise<void> =>
  writeAtomically(path, `${JSON.stringify(comparison, null, 2)}\n`);
