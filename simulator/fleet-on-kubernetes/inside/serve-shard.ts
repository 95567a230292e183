import { join } from 'node:path';
import { runFleet } from '../../fleet/workers/run-fleet.ts';
import { type ShardMessage, START_MISSED, STOPPED } from '../log/message.ts';
import { Reporter } from '../log/reporter.ts';
import { shardTaskIn } from '../shard-inputs.ts';
import { readInputFiles } from './input-files.ts';
import { nextOrder } from './orders.ts';
import { INPUT_FOLDER, ORDER_FILE, ORDER_FOLDER } from './paths.ts';

export interface ServeShardOptions {
  readonly index: number;
  readonly of: number;
  /** Module of a worker, which calls `serveSlice`. */
  readonly entry: URL;
  /** Takes lines of the log, each with its end. */
  readonly write: (lines: string) => void;
  /** The container is asked to end. */
  readonly signal: AbortSignal;
  readonly inputFolder?: string;
  readonly orderFile?: string;
}

/** Each goes into the log, so fewer than a fleet makes of them. */
const PROGRESS_MS = 1_000;
const BEAT_MS = 1_000;

/** What a shard does in its container, from its inputs to its report; answers its exit status. Never throws. */
export async function serveShard(options: ServeShardOptions): Promise<number> {
  const reporter = new Reporter(options.write);
  try {
    return await new ServedShard(options, (message) => reporter.say(message)).run();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'SHARD_BROKEN';
    reporter.say({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
    return 1;
  }
}

class ServedShard {
  readonly #options: ServeShardOptions;
  readonly #say: (message: ShardMessage) => void;
  readonly #orderFile: string;
  readonly #stopped = new AbortController();
  readonly #done = new AbortController();
  #order = '';
  #saidAt = 0;

  constructor(options: ServeShardOptions, say: (message: ShardMessage) => void) {
    this.#options = options;
    this.#say = say;
    this.#orderFile = options.orderFile ?? join(ORDER_FOLDER, ORDER_FILE);
  }

  async run(): Promise<number> {
    const { index, of, entry, inputFolder = INPUT_FOLDER, signal } = this.#options;
    const task = shardTaskIn(await readInputFiles(inputFolder));
    const ended = AbortSignal.any([signal, this.#stopped.signal]);
    try {
      const report = await runFleet({
        ...task,
        entry,
        shard: { index, of },
        logFolder: null,
        startAt: () => this.#whenToStart(ended),
        onProgress: (progress) => {
          if (performance.now() - this.#saidAt < PROGRESS_MS) return;
          this.#saidAt = performance.now();
          this.#say({ kind: 'progress', progress });
        },
        onAdopted: (adoption) => this.#say({ kind: 'adopted', adoptions: [adoption] }),
        onEnrolled: (enrolled) => this.#say({ kind: 'enrolled', enrolments: [enrolled] }),
        onReported: (acknowledged) => this.#say({ kind: 'acknowledged', reports: [acknowledged] }),
        signal: ended,
      });
      this.#say({ kind: 'report', report, complete: !ended.aborted });
      return 0;
    } finally {
      this.#done.abort();
    }
  }

  async #whenToStart(ended: AbortSignal): Promise<number> {
    const beat = (): void => this.#say({ kind: 'ready', at: Date.now() });
    beat();
    const beats = setInterval(beat, BEAT_MS);
    const next = await nextOrder(this.#orderFile, '', ended).finally(() => clearInterval(beats));
    if (next === undefined || !('startAt' in next.order))
      throw new NotStarted(STOPPED, 'it was asked to end before its start');
    const { startAt } = next.order;
    if (startAt <= Date.now())
      throw new NotStarted(
        START_MISSED,
        `it heard of its start ${Date.now() - startAt} ms after it; give it a longer lead`,
      );
    this.#say({ kind: 'armed', startAt });
    this.#order = next.text;
    this.#awaitStop().catch(() => this.#stopped.abort());
    return startAt;
  }

  async #awaitStop(): Promise<void> {
    const next = await nextOrder(this.#orderFile, this.#order, this.#done.signal);
    if (next !== undefined) this.#stopped.abort();
  }
}

class NotStarted extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
