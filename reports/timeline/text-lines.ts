import { count, duration, oneLine } from '../text.ts';
import type { Mark } from './condense.ts';
import { type Entry, timelineEntries } from './entries.ts';
import type { Timeline, TimelineKind } from './model.ts';

const MAX_ACTOR = 20;
const MAX_LABEL = 160;
const TIME_WIDTH = 9;
const LANE_WIDTH = 8;

const SIGNS: Readonly<Partial<Record<TimelineKind, string>>> = { violation: '✗', fault: '!' };

export interface TimelineLine {
  readonly text: string;
  /** Whether it tells where a rule broke. */
  readonly isBroken: boolean;
}

/** A timeline in text: a heading, and a line for each command and event, the last `max` of them. */
export function timelineLines(timeline: Timeline, max: number): readonly TimelineLine[] {
  const { entries, leftOut } = timelineEntries(timeline, max);
  const actors = entries.map((entry) => (entry.kind === 'mark' ? shortActor(entry.mark).length : 0));
  const width = Math.max(0, ...actors);
  const heading = leftOut === 0 ? 'Timeline' : `Timeline, without ${count(leftOut, 'earlier event')}`;
  const lines = entries.map((entry) => ({
    text: lineOf(entry, width),
    isBroken: entry.kind === 'mark' && entry.mark.kind === 'violation',
  }));
  return [{ text: heading, isBroken: false }, ...lines];
}

function lineOf(entry: Entry, actorWidth: number): string {
  const at = seconds(entry.atMs);
  if (entry.kind === 'step') return `${at}  ${entry.number}. ${oneLine(entry.label, MAX_LABEL)}`;
  const { mark } = entry;
  const actor = actorWidth === 0 ? '' : `${shortActor(mark).padEnd(actorWidth)}  `;
  const times = mark.times > 1 ? ` ×${mark.times}` : '';
  const took = mark.durationMs >= 1 ? ` (${duration(mark.durationMs)})` : '';
  const label = `${oneLine(mark.label, MAX_LABEL)}${times}${took}`;
  return `${at} ${SIGNS[mark.kind] ?? ' '}   ${mark.lane.padEnd(LANE_WIDTH)}  ${actor}${label}`;
}

function shortActor(mark: Mark): string {
  return oneLine(mark.actor, MAX_ACTOR);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`.padStart(TIME_WIDTH);
}

/** The same as one text. */
export function timelineText(timeline: Timeline, max: number): string {
  return timelineLines(timeline, max)
    .map(({ text }) => text)
    .join('\n');
}
