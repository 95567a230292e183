import { TIMELINE_LANES, type Timeline, type TimelineEvent, type TimelineKind } from './model.ts';

/** An event, or several alike that followed each other. */
export interface Mark extends TimelineEvent {
  /** From `atMs` until the end of the last of them; 0 for a moment. */
  readonly durationMs: number;
  /** How many events it stands for. */
  readonly times: number;
}

export interface Condensed {
  /** By time. */
  readonly marks: readonly Mark[];
  /** Events for which there was no room. */
  readonly leftOut: number;
}

/** What came of what somebody did is told one by one; what merely goes on is counted. */
const REPEATABLE: ReadonlySet<TimelineKind> = new Set(['exchange', 'state', 'quiet']);

/** What explains a failure, kept before everything else. */
const DECISIVE: ReadonlySet<TimelineKind> = new Set(['violation', 'fault']);

/**
 * At most `max` marks: like events of one actor that follow each other within a step become one, and where
 * that is not enough the earliest go first, but never a violation or a fault before the others.
 */
export function condense(timeline: Timeline, max: number): Condensed {
  const marks = joined(byTime(timeline.events), stepCounter(timeline));
  if (marks.length <= max) return { marks, leftOut: 0 };
  const decisive = last(
    marks.filter((mark) => DECISIVE.has(mark.kind)),
    max,
  );
  const others = last(
    marks.filter((mark) => !DECISIVE.has(mark.kind)),
    max - decisive.length,
  );
  const kept = new Set([...decisive, ...others]);
  const leftOut = marks.filter((mark) => !kept.has(mark)).reduce((sum, mark) => sum + mark.times, 0);
  return { marks: marks.filter((mark) => kept.has(mark)), leftOut };
}

function last(marks: readonly Mark[], max: number): readonly Mark[] {
  return marks.slice(Math.max(0, marks.length - max));
}

function byTime(events: readonly TimelineEvent[]): readonly Mark[] {
  return events
    .map((event) => ({ ...event, atMs: time(event.atMs), durationMs: time(event.durationMs ?? 0), times: 1 }))
    .toSorted((a, b) => a.atMs - b.atMs || TIMELINE_LANES.indexOf(a.lane) - TIMELINE_LANES.indexOf(b.lane));
}

/** Sums of times stay numbers, whatever a file says. */
function time(ms: number): number {
  return Math.min(ms, Number.MAX_SAFE_INTEGER);
}

/** How many commands had begun at a time. */
function stepCounter({ steps }: Timeline): (atMs: number) => number {
  const starts = steps.map(({ atMs }) => atMs).toSorted((a, b) => a - b);
  return (atMs) => starts.findLastIndex((start) => start <= atMs);
}

function joined(marks: readonly Mark[], stepAt: (atMs: number) => number): readonly Mark[] {
  const list: Mark[] = [];
  const latest = new Map<string, number>();
  for (const mark of marks) {
    const place = JSON.stringify([mark.lane, mark.actor]);
    const index = latest.get(place);
    const before = index === undefined ? undefined : list[index];
    if (
      index !== undefined &&
      before !== undefined &&
      isAlike(before, mark) &&
      stepAt(before.atMs) === stepAt(mark.atMs)
    ) {
      list[index] = together(before, mark);
    } else {
      latest.set(place, list.push(mark) - 1);
    }
  }
  return list;
}

function isAlike(a: Mark, b: Mark): boolean {
  return a.kind === b.kind && a.label === b.label && REPEATABLE.has(a.kind);
}

function together(first: Mark, next: Mark): Mark {
  const end = Math.max(first.atMs + first.durationMs, next.atMs + next.durationMs);
  return { ...first, durationMs: end - first.atMs, times: first.times + next.times };
}
