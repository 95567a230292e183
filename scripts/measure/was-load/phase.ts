import type { Received } from './kept-connection.ts';
import type { ReferenceProcess } from './reference-process.ts';

/** What one kind of request costs the reference WAS. */
export interface LoadFigure {
  readonly what: string;
  readonly requests: number;
  /** Requests per second of the processor time of its process. */
  readonly perCpuSecond: number;
  readonly wallMs: number;
}

/** Does the work, which makes so many requests, and notes what it cost. */
export type Phase = (what: string, requests: number, work: () => Promise<void>) => Promise<void>;

/** How many clients have a request under way at once. */
export const AT_ONCE = 32;
/** The kernel counts processor time in hundredths of a second. */
const SHORTEST_SECONDS = 0.01;

export const phasesOf =
  (was: ReferenceProcess, figures: LoadFigure[]): Phase =>
  async (what, requests, work) => {
    const [cpu, start] = [was.cpuSeconds(), performance.now()];
    await work();
    const perCpuSecond = Math.round(requests / Math.max(was.cpuSeconds() - cpu, SHORTEST_SECONDS));
    figures.push({ what, requests, perCpuSecond, wallMs: Math.round(performance.now() - start) });
  };

export function expectStatus(received: Received, ...wanted: readonly number[]): Received {
  if (wanted.includes(received.status)) return received;
  throw new Error(`WAS_LOAD: ${received.status} instead of ${wanted}: ${received.body.slice(0, 300)}`);
}
