import { writeSync } from 'node:fs';
import { serveShard } from '../../simulator/fleet-on-kubernetes/inside/serve-shard.ts';

const STDOUT = 1;

/**
 * `waspect fleet-shard`, what runs in the container of a shard: reads what is mounted there, waits for its start, and tells
 * through standard output. Answers the exit status. `entry` is the module of the fleet's workers.
 */
export async function shardCommand(entry: URL, env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const [index, of] = [Number(env['WASPECT_SHARD'] ?? ''), Number(env['WASPECT_SHARDS'] ?? '')];
  if (!Number.isInteger(index) || !Number.isInteger(of) || index < 0 || index >= of) {
    process.stderr.write(
      'FLEET_SHARD_UNKNOWN: WASPECT_SHARD and WASPECT_SHARDS are not set; this command is run by waspect fleet --on kubernetes\n',
    );
    return 2;
  }
  const asked = new AbortController();
  const end = (): void => asked.abort();
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  try {
    return await serveShard({ index, of, entry, write: (lines) => writeAll(lines), signal: asked.signal });
  } finally {
    process.off('SIGTERM', end);
    process.off('SIGINT', end);
  }
}

/** At once: the last line is the report, and the process ends after it. */
function writeAll(lines: string): void {
  let rest = Buffer.from(lines);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(STDOUT, rest));
    } catch (error) {
      // A pipe that is full for a moment; whoever reads it is the runtime of the container.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
    }
  }
}
