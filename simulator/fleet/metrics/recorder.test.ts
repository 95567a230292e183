import { describe, expect, it } from 'vitest';
import { intervalOf, MAX_INTERVALS } from './interval.ts';
import { readLatencies } from './latencies.ts';
import { mergeReports } from './merge.ts';
import { SliceRecorder } from './recorder.ts';
import type { SliceReport, ViolationReport } from './report.ts';
import { isFleetReport } from './report-schema.ts';

const SECOND = 1_000_000;
const OPTIONS = { slice: { index: 0, of: 1 }, devices: 5, durationMs: 24_000, startAt: 0 };

function recorded(fill: (recorder: SliceRecorder) => void, endedUs = SECOND): SliceReport {
  const recorder = new SliceRecorder(OPTIONS);
  fill(recorder);
  const report = recorder.report(endedUs);
  recorder.close();
  return report;
}

const VIOLATION: Omit<ViolationReport, 'at' | 'exchange'> = {
  requirement: 'DSM-001',
  severity: 'fail',
  position: null,
  expected: 'a',
  received: 'b',
  device: 1,
  clientId: 'c',
  operation: 'poll',
};

describe('a recorder', () => {
  it('counts an arrival that is late where it was planned, and where it was begun', () => {
    const { course, intervalMs, generator } = recorded((recorder) => {
      recorder.advance(50_000);
      recorder.intended('arrive', 50_000);
      recorder.begun('arrive', 50_000, 50_010);
      recorder.advance(250_000);
      recorder.intended('arrive', 90_000);
      recorder.begun('arrive', 90_000, 250_000);
    }, 250_000);
    expect(intervalMs).toBe(100);
    expect(course.map(({ arrivalsPlanned, arrivals }) => [arrivalsPlanned, arrivals])).toEqual([
      [2, 1],
      [0, 0],
      [0, 1],
    ]);
    expect(course.map(({ latenessMaxUs }) => latenessMaxUs)).toEqual([10, 0, 160_000]);
    expect(generator).toMatchObject({ intended: 2, begun: 2, held: 0, dropped: 0 });
    expect(readLatencies(generator.lateness).max).toBeGreaterThanOrEqual(160_000);
  });

  it('puts what happens into its interval, and keeps the state of the devices at its end', () => {
    const { course } = recorded((recorder) => {
      recorder.stands(0, 2);
      recorder.polled(700);
      recorder.exchanged('poll', 503, 500, true);
      recorder.advance(110_000);
      recorder.stands(2, 5);
      recorder.exchanged('poll', 304, 500, false);
      recorder.dropped();
    }, 120_000);
    expect(course).toMatchObject([
      { requests: 1, errors: 1, dropped: 0, states: { waiting: 4, idle: 1, off: 0 } },
      { requests: 1, errors: 0, dropped: 1, states: { waiting: 4, idle: 0, off: 1 } },
    ]);
    expect(course.map(({ polls }) => readLatencies(polls).count)).toEqual([1, 0]);
  });

  it('tells outcomes and errors apart, by status and by failure', () => {
    const { operations } = recorded((recorder) => {
      for (const outcome of [304, 304, 200, 'TIMED_OUT', 503]) {
        recorder.exchanged('poll', outcome, 1_000, outcome === 503 || outcome === 'TIMED_OUT');
      }
    });
    expect(Object.keys(operations)).toEqual(['poll']);
    expect(operations.poll).toMatchObject({
      count: 5,
      errors: 2,
      outcomes: { '200': 1, '304': 2, '503': 1, TIMED_OUT: 1 },
    });
  });

  it('makes the exchange of a violation only where it is kept: the first ten of a requirement', () => {
    let made = 0;
    const { violations, violationCounts } = recorded((recorder) => {
      for (let at = 0; at < 500; at += 1) recorder.violated({ ...VIOLATION, at }, () => (made += 1));
    });
    expect(violations.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(violationCounts).toEqual({ 'DSM-001': 490 });
    expect(made).toBe(10);
  });

  it('says how it goes meanwhile', () => {
    const recorder = new SliceRecorder(OPTIONS);
    recorder.advance(3 * SECOND);
    recorder.intended('arrive', 10);
    recorder.arrived(30_000);
    recorder.exchanged('poll', 304, 500, false);
    recorder.judged();
    recorder.violated({ ...VIOLATION, at: 0 }, () => null);
    recorder.happened({ at: 5, code: 'WFM_UNREACHABLE', message: 'nobody answered' });
    expect(recorder.progress()).toMatchObject({
      ...{ at: 3 * SECOND, arrivalsPlanned: 1, arrived: 1, judged: 1, violations: 1 },
      operations: { poll: { count: 1 } },
      incidents: [{ code: 'WFM_UNREACHABLE' }],
      states: { waiting: 5 },
    });
    recorder.close();
  });

  it('never has more intervals than a chart can show, however long it takes', () => {
    for (const durationMs of [0, 1, 10_000, 60_000, 3_600_000, 86_400_000, 30 * 86_400_000]) {
      expect(durationMs / intervalOf(durationMs)).toBeLessThanOrEqual(240);
    }
    const { course } = recorded((recorder) => recorder.exchanged('poll', 304, 5, false), 10_000 * SECOND);
    expect(course).toHaveLength(MAX_INTERVALS);
  });
});

describe('a report from elsewhere', () => {
  const report = recorded((recorder) => {
    recorder.exchanged('status', 201, 900, false);
    recorder.violated({ ...VIOLATION, at: 3 }, () => null);
    recorder.happened({ at: -5, code: 'LOG_FULL', message: '' });
  });

  it('is known whether it is of a slice or of several', () => {
    expect(isFleetReport(JSON.parse(JSON.stringify(report)))).toBe(true);
    expect(isFleetReport(JSON.parse(JSON.stringify(mergeReports([report], 3))))).toBe(true);
  });

  it.each(Object.keys(report))('is refused without %s', (member) => {
    expect(isFleetReport({ ...report, [member]: undefined })).toBe(false);
  });

  it.each<[string, object]>([
    ['a count below none', { judged: -1 }],
    ['a histogram that is none', { polls: { count: 1, response: 'not base64!' } }],
    ['an operation that is none', { operations: { guess: report.operations.status } }],
    ['an interval without states', { course: [{ ...report.course[0], states: {} }] }],
  ])('is refused with %s', (_, change) => {
    expect(isFleetReport({ ...report, ...change })).toBe(false);
  });
});
