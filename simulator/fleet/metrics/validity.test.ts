import { describe, expect, it } from 'vitest';
import { addHistograms } from './latencies.ts';
import { mergeReports } from './merge.ts';
import { SliceRecorder } from './recorder.ts';
import type { MergedReport } from './report.ts';
import { Tally } from './tally.ts';
import { GENERATOR_LIMITS, judgeGenerator } from './validity.ts';

function run(late: readonly number[], drops = 0): MergedReport {
  const recorder = new SliceRecorder({ slice: { index: 0, of: 1 }, devices: 3, durationMs: 10_000, startAt: 0 });
  for (const us of late) {
    recorder.intended('poll', 0);
    recorder.begun('poll', 0, us);
  }
  for (let i = 0; i < drops; i += 1) {
    recorder.intended('poll', 0);
    recorder.dropped();
  }
  recorder.advance(2_000_000);
  const report = recorder.report(2_050_000);
  recorder.close();
  const course = report.course.map((interval) => ({ ...interval, busiest: 0.4 }));
  return mergeReports([{ ...report, course }]);
}

const repeated = (count: number, us: number): readonly number[] => Array.from({ length: count }, () => us);

describe('a run', () => {
  it('is valid where we kept to the plan', () => {
    expect(judgeGenerator(run([...repeated(990, 100), ...repeated(9, 500_000)], 1))).toEqual({
      isValid: true,
      reasons: [],
    });
  });

  it('is not judged by a handful of late intents', () => {
    expect(judgeGenerator(run(repeated(9, 500_000))).isValid).toBe(true);
  });

  it.each<[string, MergedReport, string]>([
    [
      'intents were begun late',
      run([...repeated(980, 100), ...repeated(20, 30_000)]),
      'p99 is 30 ms, and 10 ms is the most',
    ],
    ['we dropped intents', run(repeated(500, 100), 2), '2 of 502 intents (0.4 %) could not be begun by us'],
    ['a slice was lost', { ...run([]), lost: [{ index: 1, of: 2 }] }, 'No report has come of slice 1 of 2: '],
  ])('is not valid where %s, and it is said what to do', (_, report, words) => {
    const { isValid, reasons } = judgeGenerator(report);
    expect(isValid).toBe(false);
    expect(reasons[0]).toContain(words);
    expect(reasons.join(' ')).toMatch(/^[^.].*(Raise|Give|Look at) .*\.$/);
  });

  it('is not valid where the event loop was slow, or a thread had no time left', () => {
    const delays = new Tally();
    for (let i = 0; i < 200; i += 1) delays.record(i < 180 ? 100 : 60_000);
    const report = run(repeated(20, 0));
    const generator = { ...report.generator, loopDelay: addHistograms([delays.encoded()]) };
    expect(judgeGenerator({ ...report, generator }).reasons).toEqual([
      expect.stringContaining("p99 of the event loop's delay is 60 ms"),
      expect.stringContaining('Give the generator a machine of its own'),
    ]);
    const course = report.course.map((interval, index) => ({ ...interval, busiest: index < 4 ? 1 : 0.5 }));
    expect(judgeGenerator({ ...report, course }).reasons).toEqual([
      expect.stringContaining('no processor time left in 4 of 20 intervals'),
      expect.stringContaining('Give the generator a machine of its own'),
    ]);
    expect(GENERATOR_LIMITS.saturatedIntervals).toBeLessThan(4 / 20);
  });
});
