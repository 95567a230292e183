import type { Readable } from 'node:stream';

/** What a child process has written so far, held within a limit. */
export interface BoundedOutput {
  text(): string;
  truncated(): boolean;
}

/** Which end of a long output is kept: the beginning of an answer, the end of a complaint. */
export type KeptEnd = 'first' | 'last';

/** Reads a stream to its end whatever its length, so that the writer never blocks, and keeps at most `limit` bytes. */
export function collect(
  stream: Readable,
  limit: number,
  kept: KeptEnd,
  encoding: 'utf8' | 'latin1' = 'utf8',
): BoundedOutput {
  const chunks: Buffer[] = [];
  let held = 0;
  let truncated = false;
  stream.on('data', (chunk: Buffer) => {
    if (kept === 'first' && held + chunk.length > limit) {
      chunks.push(chunk.subarray(0, limit - held));
      held = limit;
      truncated = true;
      return;
    }
    chunks.push(chunk);
    held += chunk.length;
    for (let [first] = chunks; first && held - first.length >= limit; [first] = chunks) {
      chunks.shift();
      held -= first.length;
      truncated = true;
    }
  });
  // A reader that broke off has what came until then; how the process ended is said elsewhere.
  stream.on('error', () => undefined);
  const bytes = (): Buffer => {
    const all = Buffer.concat(chunks);
    return kept === 'last' && all.length > limit ? all.subarray(all.length - limit) : all;
  };
  return { text: () => bytes().toString(encoding), truncated: () => truncated || held > limit };
}
