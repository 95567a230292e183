import { LoadOperator } from './was-load/operator.ts';
import { type LoadFigure, phasesOf } from './was-load/phase.ts';
import { loadRc2 } from './was-load/rc2-load.ts';
import { loadRc3 } from './was-load/rc3-load.ts';
import { startReference } from './was-load/reference-process.ts';

export interface WasLoad {
  readonly figures: readonly LoadFigure[];
  /** What a kept connection of mutual TLS adds to the memory of its process, bytes. */
  readonly bytesPerConnection: number;
  /** From the signal until the process has ended, with all these connections open. */
  readonly stopMs: number;
}

export interface WasLoadOptions {
  readonly clients: number;
  /** Unchanged polls of each client: 20. */
  readonly polls?: number;
  /** For the Node of the reference WAS, to profile it say. */
  readonly nodeOptions?: readonly string[];
}

/** What the requests of a fleet cost the reference WAS, kind by kind, with a kept connection for each client. */
export async function measureWasLoad({ clients, polls = 20, nodeOptions = [] }: WasLoadOptions): Promise<WasLoad> {
  const figures: LoadFigure[] = [];
  const was = await startReference({ revisions: ['1.0.0-rc.3', '1.0.0-rc.2'] }, nodeOptions);
  let stopStarted = 0;
  let bytesPerConnection = 0;
  try {
    const phase = phasesOf(was, figures);
    using operator = new LoadOperator(was.controlUrl);
    const rc3 = await loadRc3(was, operator, phase, { clients, polls });
    bytesPerConnection = rc3.bytesPerConnection;
    await loadRc2(was, operator, phase, { clients: Math.ceil(clients / 4), polls: Math.ceil(polls / 4) });
    stopStarted = performance.now();
    await was[Symbol.asyncDispose]();
  } finally {
    await was[Symbol.asyncDispose]();
  }
  return { figures, bytesPerConnection, stopMs: Math.round(performance.now() - stopStarted) };
}
