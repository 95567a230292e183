// A process with a sleeping fleet, on its own thread or on several; prints its figures as JSON.
import { argv, stdout } from 'node:process';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type SleepingFigures, type SleepingSlice, sleepingSlice } from './sleeping-slice.ts';

export interface FleetFigures {
  readonly slices: readonly SleepingFigures[];
  /** Of the process before there was a fleet, and the most that it has held. */
  readonly baseRss: number;
  readonly peakRss: number;
}

const KIB = 1024;

if (isMainThread) {
  const { workers, ...fleet }: SleepingSlice & { readonly workers: number } = JSON.parse(argv[2] ?? '');
  const baseRss = process.memoryUsage.rss();
  const slices =
    workers === 1
      ? [await sleepingSlice(fleet)]
      : await Promise.all(Array.from({ length: workers }, (_, index) => onThread(fleet, index, workers)));
  const figures: FleetFigures = { slices, baseRss, peakRss: process.resourceUsage().maxRSS * KIB };
  stdout.write(JSON.stringify(figures));
} else parentPort?.postMessage(await sleepingSlice(workerData));

function onThread(fleet: SleepingSlice, index: number, of: number): Promise<SleepingFigures> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { ...fleet, slice: { index, of } } });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
