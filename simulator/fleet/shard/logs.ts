import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Slice } from '../courses/intent.ts';
import type { WireLine } from '../devices/exchanges.ts';
import type { Incident } from '../metrics/report.ts';
import type { RunClock } from '../wheel/pacer.ts';
import { LineLog } from './line-log.ts';

/** What a slice writes down: what its devices mean to do, and what came of it on the wire. */
export interface SliceLogs {
  readonly intents: ((line: string) => void) | null;
  readonly wire: ((line: WireLine) => void) | null;
  close(): Promise<void>;
}

/** A log that cannot be written is an incident, and the run goes on without it. */
export async function openLogs(
  folder: string | null,
  { index, of }: Slice,
  clock: RunClock,
  happened: (incident: Incident) => void,
): Promise<SliceLogs> {
  if (folder === null) return { intents: null, wire: null, close: async () => undefined };
  const failed = (name: string, reason: string): void =>
    happened({
      at: Math.max(0, clock()),
      code: 'LOG_UNWRITABLE',
      message: `${name} ends here: ${reason}; free the disk`,
    });
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    failed(folder, error instanceof Error ? error.message : String(error));
    return { intents: null, wire: null, close: async () => undefined };
  }
  const open = (name: string): LineLog => new LineLog(join(folder, name), (reason) => failed(name, reason));
  const [intents, wire] = [open(`intents-${index}-of-${of}.ndjson`), open(`wire-${index}-of-${of}.ndjson`)];
  return {
    intents: (line) => intents.write(line),
    wire: (line) => wire.write(`${JSON.stringify(line)}\n`),
    close: async () => {
      await Promise.all([intents.close(), wire.close()]);
    },
  };
}
