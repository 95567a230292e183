import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mergeIntentLogs } from '../../simulator/fleet/courses/merge-intent-logs.ts';

/** The logs of a run: what the fleet intends, the same for each run of its plan; and what came back from the wire. */
const LOGS = ['intents', 'wire'] as const;

/** Removes what an earlier run has left in the folder, whatever the number of its slices. */
export async function clearLogs(folder: string): Promise<void> {
  for (const name of await partsIn(folder, /^(intents|wire)(-\d+-of-\d+)?\.ndjson$/)) await rm(join(folder, name));
}

/** Puts the logs that each slice wrote together, by time; answers the names of the files that are there now. */
export async function joinLogs(folder: string): Promise<readonly string[]> {
  const joined: string[] = [];
  for (const log of LOGS) {
    const parts = await partsIn(folder, new RegExp(`^${log}-\\d+-of-\\d+\\.ndjson$`));
    if (parts.length === 0) continue;
    const name = `${log}.ndjson`;
    const lines = mergeIntentLogs(parts.map((part) => linesOf(join(folder, part))));
    await pipeline(Readable.from(lines), createWriteStream(join(folder, name)));
    for (const part of parts) await rm(join(folder, part));
    joined.push(name);
  }
  return joined;
}

const partsIn = async (folder: string, pattern: RegExp): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => pattern.test(name)).sort();

async function* linesOf(file: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY }))
    yield `${line}\n`;
}
