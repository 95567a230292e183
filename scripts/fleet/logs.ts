import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { unwritable } from '../../reports/atomic-write.ts';
import { mergeIntentLogs } from '../../simulator/fleet/courses/merge-intent-logs.ts';

/** The logs of a run: what the fleet intends, the same for each run of its plan; and what came back from the wire. */
const LOGS = ['intents', 'wire'] as const;

/** Removes what an earlier run has left in the folder, whatever the number of its slices. */
export async function clearLogs(folder: string): Promise<void> {
  for (const name of await partsIn(folder, /^(intents|wire)(-\d+-of-\d+)?\.ndjson$/)) await rm(join(folder, name));
}

/**
 * Puts the logs that each slice wrote together, by time; answers the names of the files that are there now.
 * Throws `OUT_UNWRITABLE`; what the slices wrote stays there then.
 */
export async function joinLogs(folder: string): Promise<readonly string[]> {
  const joined: string[] = [];
  for (const log of LOGS) {
    const parts = await partsIn(folder, new RegExp(`^${log}-\\d+-of-\\d+\\.ndjson$`));
    if (parts.length === 0) continue;
    const name = `${log}.ndjson`;
    await joinParts(
      parts.map((part) => join(folder, part)),
      join(folder, name),
    );
    joined.push(name);
  }
  return joined;
}

async function joinParts([first, ...others]: readonly string[], whole: string): Promise<void> {
  if (first === undefined) return;
  // What a slice wrote is in order, and a full disk has no room for a copy.
  if (others.length === 0) return await rename(first, whole);
  const parts = [first, ...others];
  try {
    await pipeline(Readable.from(mergeIntentLogs(parts.map(linesOf))), createWriteStream(whole));
  } catch (error) {
    await rm(whole, { force: true });
    throw unwritable(whole, error);
  }
  for (const part of parts) await rm(part);
}

const partsIn = async (folder: string, pattern: RegExp): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => pattern.test(name)).sort();

async function* linesOf(file: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY }))
    yield `${line}\n`;
}
