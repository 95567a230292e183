import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { condense } from './condense.ts';
import type { Timeline, TimelineEvent } from './model.ts';
import { anyTimeline, brokenTimeline, longTimeline } from './sample.test-data.ts';

function poll(atMs: number, changes: Partial<TimelineEvent> = {}): TimelineEvent {
  return { atMs, lane: 'wire', actor: 'a', kind: 'exchange', label: 'GET manifest 304', durationMs: 5, ...changes };
}

function timeline(events: readonly TimelineEvent[], steps: Timeline['steps'] = []): Timeline {
  return { lanes: ['wire'], events, steps };
}

describe('condense', () => {
  it('loses no event, holds its bound, and keeps the order of time', () => {
    fc.assert(
      fc.property(anyTimeline(), fc.integer({ min: 0, max: 40 }), (any, max) => {
        const { marks, leftOut } = condense(any, max);
        expect(marks.length).toBeLessThanOrEqual(max);
        expect(marks.reduce((sum, mark) => sum + mark.times, leftOut)).toBe(any.events.length);
        const times = marks.map(({ atMs }) => atMs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(marks.every(({ atMs, durationMs }) => Number.isFinite(atMs + durationMs))).toBe(true);
      }),
    );
  });

  it('keeps violations and faults before everything else, and of the rest the last', () => {
    const all = condense(longTimeline(), Number.MAX_SAFE_INTEGER).marks;
    const decisive = all.filter(({ kind }) => kind === 'violation' || kind === 'fault').length;
    const { marks } = condense(longTimeline(), decisive + 3);
    expect(marks.filter(({ kind }) => kind === 'violation' || kind === 'fault')).toHaveLength(decisive);
    const others = all.filter(({ kind }) => kind !== 'violation' && kind !== 'fault');
    expect(marks.filter(({ kind }) => kind !== 'violation' && kind !== 'fault')).toEqual(others.slice(-3));
  });

  it('counts polls that follow each other as one, from the first to the end of the last', () => {
    expect(condense(timeline([poll(0), poll(100), poll(200)]), 9).marks).toEqual([
      { ...poll(0), durationMs: 205, times: 3 },
    ]);
  });

  it.each([
    ['of two actors', timeline([poll(0), poll(1, { actor: 'b' })])],
    ['with another answer', timeline([poll(0), poll(1, { label: 'GET manifest 200' })])],
    ['with something between them', timeline([poll(0), poll(1, { label: 'POST status 200' }), poll(2)])],
    ['before and after a command', timeline([poll(0), poll(9)], [{ atMs: 5, label: 'assign' }])],
    ['that somebody did', timeline([poll(0, { kind: 'action' }), poll(9, { kind: 'action' })])],
  ])('keeps apart exchanges %s', (_name, apart) => {
    expect(condense(apart, 9).marks).toHaveLength(apart.events.length);
  });

  it('leaves the events of a short sequence as they are, but for the polls', () => {
    const { marks } = condense(brokenTimeline(), 100);
    expect(marks.filter(({ times }) => times > 1).map(({ label, times }) => [label, times])).toEqual([
      ['GET manifest 304', 2],
      ['pull ECONNREFUSED', 3],
    ]);
  });
});
