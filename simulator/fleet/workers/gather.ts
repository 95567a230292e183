import type { Slice } from '../courses/intent.ts';
import { mergeReports } from '../metrics/merge.ts';
import type { Incident, MergedReport } from '../metrics/report.ts';
import type { RunClock } from '../wheel/pacer.ts';
import type { SliceOutcome, SliceWorker } from './slice-worker.ts';

/** Adds up what the workers of a shard have measured; who has died, or is not done when `givenUp` resolves, is lost. */
export async function gather(
  workers: readonly SliceWorker[],
  shard: Slice,
  clock: RunClock,
  givenUp: Promise<void>,
): Promise<MergedReport> {
  const incidents: Incident[] = [];
  const hung = givenUp.then((): SliceOutcome => ({ kind: 'died', reason: 'it was not over in time' }));
  const outcomes = await Promise.all(
    workers.map(async ({ slice, outcome }) => {
      const result = await Promise.race([outcome, hung]);
      if (result.kind === 'died') incidents.push(died(slice, clock(), result.reason));
      return { slice, result };
    }),
  );
  const reports = outcomes.flatMap(({ result }) => (result.kind === 'report' ? [result.report] : []));
  const lost = outcomes.flatMap(({ slice, result }) => (result.kind === 'died' ? [slice] : []));
  const merged = mergeReports(reports, shard.of === 1 ? workers.length : undefined);
  return { ...merged, lost, incidents: [...merged.incidents, ...incidents].toSorted((a, b) => a.at - b.at) };
}

const died = ({ index, of }: Slice, at: number, reason: string): Incident => ({
  at: Math.max(0, at),
  code: 'WORKER_DIED',
  message: `slice ${index} of ${of} is lost: ${reason}; what its devices did is in no figure`,
});
