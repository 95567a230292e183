import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../judging/judge.ts';
import { mergeReports } from './merge.ts';
import { SliceRecorder } from './recorder.ts';
import { DEVICE_STANDINGS, type MergedReport, type SliceName, type SliceReport } from './report.ts';

const DURATION_MS = 2_000;
const START = Date.UTC(2027, 0, 1);

/** What happens to a device, at a time. */
const happening = fc.record({
  device: fc.nat(11),
  at: fc.integer({ min: 0, max: 2_500_000 }),
  operation: fc.constantFrom(...OPERATIONS),
  outcome: fc.constantFrom<number | string>(200, 304, 503, 'TIMED_OUT'),
  serviceUs: fc.nat(400_000),
  waitedUs: fc.nat(900_000),
  isError: fc.boolean(),
  fate: fc.constantFrom('begun', 'held', 'dropped'),
  kind: fc.constantFrom('arrive', 'poll'),
  to: fc.nat(DEVICE_STANDINGS.length - 1),
  finding: fc.option(fc.constantFrom('DSM-001', 'ERR-002'), { freq: 2 }),
  incident: fc.option(fc.constantFrom('WFM_UNREACHABLE', 'LOG_FULL'), { freq: 2 }),
} as const);

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const DEVICES = 12;

function measured(happenings: readonly Happening[], slice: SliceName): SliceReport {
  const mine = happenings.filter(({ device }) => device % slice.of === slice.index);
  const devices = Array.from({ length: DEVICES }, (_, device) => device).filter((d) => d % slice.of === slice.index);
  const recorder = new SliceRecorder({ slice, devices: devices.length, durationMs: DURATION_MS, startAt: START });
  const standings = new Map<number, number>();
  for (const each of mine.toSorted((a, b) => a.at - b.at)) {
    const { device, at, operation, kind, fate } = each;
    recorder.advance(at);
    recorder.intended(kind, at);
    if (fate === 'begun') recorder.begun(kind, at - each.waitedUs, at);
    else recorder[fate]();
    recorder.exchanged(operation, each.outcome, each.serviceUs, each.isError);
    recorder.polled(each.serviceUs + each.waitedUs);
    recorder.arrived(each.waitedUs);
    recorder.stands(standings.get(device) ?? 0, each.to);
    standings.set(device, each.to);
    if (each.finding !== null) {
      recorder.judged();
      const finding = {
        requirement: each.finding,
        severity: 'fail',
        position: null,
        expected: 'a',
        received: 'b',
      } as const;
      recorder.violated({ ...finding, device, clientId: `c${device}`, at, operation }, () => ({ of: device }));
    }
    if (each.incident !== null) recorder.happened({ at, code: each.incident, message: `of ${device}` });
  }
  const report = recorder.report(2_500_000);
  recorder.close();
  return report;
}

/** Without what differs between two runs of the same: whose slices, processor time, memory, the timer of the event loop. */
function figures(report: SliceReport | MergedReport): unknown {
  const { devices, operations, polls, arrivals, course, violations, violationCounts, incidents, incidentCounts } =
    report;
  const { intended, begun, held, dropped, lateness } = report.generator;
  return {
    ...{ devices, operations, polls, arrivals, violations, violationCounts, incidents, incidentCounts },
    ...{ intended, begun, held, dropped, lateness, judged: report.judged },
    course: course.map(({ busiest: _, ...interval }) => interval),
  };
}

describe('reports of slices', () => {
  it('add up to what one slice would have measured alone', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 80 }), fc.integer({ min: 1, max: 4 }), (happenings, of) => {
        const parts = Array.from({ length: of }, (_, index) => measured(happenings, { index, of }));
        const whole = measured(happenings, { index: 0, of: 1 });
        const merged = mergeReports(parts, of);
        expect(figures(merged)).toEqual(figures(whole));
        expect(merged).toMatchObject({ lost: [], started: '2027-01-01T00:00:00.000Z', intervalMs: 100 });
      }),
      { numRuns: 12 },
    );
  });

  it('add up in any order and grouping, to the last byte', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
        const [a, b, c] = [0, 1, 2].map((index) => measured(happenings, { index, of: 3 }));
        if (a === undefined || b === undefined || c === undefined) throw new TypeError('three in, three out');
        const text = (report: MergedReport): string => JSON.stringify(report);
        const whole = text(mergeReports([a, b, c]));
        expect(text(mergeReports([c, a, b]))).toBe(whole);
        expect(text(mergeReports([mergeReports([b, c]), a]))).toBe(whole);
        expect(text(mergeReports([mergeReports([a]), mergeReports([c, b])]))).toBe(whole);
      }),
      { numRuns: 8 },
    );
  });

  it('say which slices were lost, also where workers of a shard are there only in part', () => {
    const slice = (index: number, of: number) => measured([], { index, of });
    expect(mergeReports([slice(0, 3), slice(2, 3)], 3).lost).toEqual([{ index: 1, of: 3 }]);
    // Shard 1 of 2 has two workers, of which one has died.
    expect(mergeReports([slice(0, 2), slice(1, 4)], 2).lost).toEqual([{ index: 1, of: 2 }]);
    expect(mergeReports([slice(0, 2), slice(1, 4), slice(3, 4)], 2).lost).toEqual([]);
    // What one part knows to be lost is not, once it turns up.
    const incomplete = mergeReports([slice(0, 3)], 3);
    expect(mergeReports([incomplete, mergeReports([slice(1, 3)], 3)]).lost).toEqual([{ index: 2, of: 3 }]);
    expect(mergeReports([], 2)).toMatchObject({ devices: 0, course: [], lost: [{ index: 0 }, { index: 1 }] });
  });

  it('are refused where they overlap or belong to different runs', () => {
    const report = measured([], { index: 1, of: 2 });
    expect(() => mergeReports([report, measured([], { index: 3, of: 4 })])).toThrow(
      /^SLICES_DO_NOT_FIT: .*slice 3 of 4/,
    );
    const other = { ...measured([], { index: 0, of: 2 }), intervalMs: 1000 };
    expect(() => mergeReports([report, other])).toThrow(/^SLICES_DO_NOT_FIT: intervals of 100 and 1000 ms/);
  });
});
