/**
 * The logs of all slices of a fleet as the one log of the fleet: lines with their line feeds, each log in the order of
 * time and device, the whole as well.
 */
export async function* mergeIntentLogs(
  logs: readonly (Iterable<string> | AsyncIterable<string>)[],
): AsyncGenerator<string> {
  const heads: Head[] = [];
  for (const log of logs) {
    const head = await headOf(linesOf(log));
    if (head) heads.push(head);
  }
  heads.sort(byTimeAndDevice);
  for (let [first] = heads; first; [first] = heads) {
    yield first.line;
    heads.shift();
    const next = await headOf(first.rest);
    if (next) insert(heads, next);
  }
}

/** The line of a log that comes next, and what is behind it. */
interface Head {
  readonly line: string;
  readonly at: number;
  readonly device: number;
  readonly rest: AsyncIterator<string>;
}

async function* linesOf(log: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  yield* log;
}

async function headOf(rest: AsyncIterator<string>): Promise<Head | undefined> {
  const next = await rest.next();
  if (next.done === true) return undefined;
  const intent = parsed(next.value);
  // The last line of a log for which there was no room.
  if (intent === undefined) return undefined;
  const { at, device }: Readonly<Record<string, unknown>> = { ...Object(intent) };
  return { line: next.value, at: Number(at), device: Number(device), rest };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** There are as many logs as there are slices, few: they are kept sorted. */
function insert(heads: Head[], head: Head): void {
  const place = heads.findIndex((other) => byTimeAndDevice(head, other) < 0);
  heads.splice(place < 0 ? heads.length : place, 0, head);
}

const byTimeAndDevice = (left: Head, right: Head): number => left.at - right.at || left.device - right.device;
