import { condense, type Mark } from './condense.ts';
import type { Timeline } from './model.ts';

/** A line of a timeline that is told in text: a command of the sequence, or what happened. */
export type Entry =
  | { readonly kind: 'step'; readonly atMs: number; readonly number: number; readonly label: string }
  | { readonly kind: 'mark'; readonly atMs: number; readonly mark: Mark };

export interface Entries {
  /** By time; a command stands before what it caused. */
  readonly entries: readonly Entry[];
  readonly leftOut: number;
}

/** At most `max` marks, and between them the commands that ran since the first of these. */
export function timelineEntries(timeline: Timeline, max: number): Entries {
  const { marks, leftOut } = condense(timeline, max);
  const since = leftOut === 0 ? 0 : (marks[0]?.atMs ?? 0);
  const steps = timeline.steps.map((step, index): Entry => ({ kind: 'step', number: index + 1, ...step }));
  const current = steps.findLastIndex((step) => step.atMs <= since);
  const entries = [
    ...steps.slice(Math.max(0, leftOut === 0 ? 0 : current)),
    ...marks.map((mark): Entry => ({ kind: 'mark', atMs: mark.atMs, mark })),
  ];
  return { entries: entries.toSorted((a, b) => a.atMs - b.atMs), leftOut };
}
