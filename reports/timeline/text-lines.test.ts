import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTimeline, brokenTimeline } from './sample.test-data.ts';
import { timelineLines, timelineText } from './text-lines.ts';

describe('a timeline in text', () => {
  it('tells commands and events in their order, and marks what went wrong', () => {
    const text = timelineText(brokenTimeline(), 100);
    expect(text.split('\n').slice(0, 4)).toEqual([
      'Timeline',
      '  0.000 s  1. assign slow-start to child-2',
      '  0.004 s     operator                    assign slow-start (38 ms)',
      '  0.046 s     wire      k3f9-e2e-gateway  GET manifest 200 (12 ms)',
    ]);
    expect(text).toContain('\n  3.460 s  2. registry outage\n  3.462 s !   registry');
    expect(timelineLines(brokenTimeline(), 100).filter(({ isBroken }) => isBroken)).toHaveLength(1);
  });

  it('begins with the command during which the first event that is left happened', () => {
    const lines = timelineText(brokenTimeline(), 5).split('\n');
    expect(lines[0]).toBe('Timeline, without 27 earlier events');
    expect(lines[1]).toBe('  3.460 s  2. registry outage');
  });

  it('is a line an entry, bounded, whatever the timeline holds', () => {
    fc.assert(
      fc.property(anyTimeline(), fc.integer({ min: 0, max: 20 }), (any, max) => {
        const lines = timelineLines(any, max);
        expect(lines.length).toBeLessThanOrEqual(1 + max + any.steps.length);
        expect(timelineText(any, max)).not.toMatch(/[^\P{Cc}\n]/u);
        expect(timelineText(any, max).split('\n')).toHaveLength(lines.length);
      }),
    );
  });
});
