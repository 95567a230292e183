import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FleetFigures } from './fleet-memory/sleeping-fleet.ts';

export interface FleetMemory {
  readonly devices: number;
  readonly workers: number;
  /** Of what is kept of a device between two polls. */
  readonly bytesPerDevice: number;
  /** Of the whole process, threads included. */
  readonly peakRssBytes: number;
  readonly pollsPerSecond: number;
  readonly errors: number;
}

export interface FleetMemoryOptions {
  readonly devices: number;
  readonly workers: number;
  readonly seconds: number;
  readonly pollEverySeconds: number;
}

const FOLDER = join(import.meta.dirname, 'fleet-memory');

/** What polling devices without TLS cost in memory: a process of their own, real requests to a WFM in another. */
export async function measureFleetMemory(options: FleetMemoryOptions): Promise<FleetMemory> {
  const { devices, workers, seconds } = options;
  const wfm = spawn(process.execPath, [join(FOLDER, 'unchanging-wfm.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const { port, etag } = await served(wfm);
    const fleet = { ...options, slice: { index: 0, of: 1 }, port, etag };
    const args = ['--expose-gc', join(FOLDER, 'sleeping-fleet.ts'), JSON.stringify(fleet)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { slices, peakRss }: FleetFigures = JSON.parse(stdout);
    const sum = (of: (slice: FleetFigures['slices'][number]) => number): number =>
      slices.reduce((total, slice) => total + of(slice), 0);
    return {
      ...{ devices, workers },
      bytesPerDevice: sum(({ bytesPerDevice }) => bytesPerDevice) / slices.length,
      peakRssBytes: peakRss,
      pollsPerSecond: sum(({ polls }) => polls) / seconds,
      errors: sum(({ errors }) => errors),
    };
  } finally {
    wfm.kill();
  }
}

export async function served(wfm: ChildProcess): Promise<{ readonly port: number; readonly etag: string }> {
  if (!wfm.stdout) throw new Error('the WFM has no output');
  const [line]: readonly unknown[] = await once(wfm.stdout, 'data');
  return JSON.parse(String(line));
}
