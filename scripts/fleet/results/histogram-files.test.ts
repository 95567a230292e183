import { describe, expect, it } from 'vitest';
import { mergeReports } from '../../../simulator/fleet/metrics/merge.ts';
import { SliceRecorder } from '../../../simulator/fleet/metrics/recorder.ts';
import { histogramFiles } from './histogram-files.ts';

describe('files of distributions', () => {
  it('are written for what happened, in milliseconds', () => {
    const recorder = new SliceRecorder({ slice: { index: 0, of: 1 }, devices: 1, durationMs: 1_000, startAt: 0 });
    recorder.exchanged('poll', 304, 2_000, false);
    recorder.polled(40_000);
    const files = histogramFiles(mergeReports([recorder.report(1_000_000)]));
    recorder.close();
    expect(files.map(({ name }) => name)).toEqual(['poll-response.hgrm', 'poll-service.hgrm']);
    expect(files[0]?.text).toMatch(/#\[Max +=\s+40\.\d+, Total count +=\s+1\]/);
    expect(files[1]?.text).toMatch(/\n +2\.000 1\.0+ +1\n/);
  });
});
