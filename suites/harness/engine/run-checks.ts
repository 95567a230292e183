import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { TestCase } from 'vitest/node';
import { createVitest } from 'vitest/node';
import type { CheckResult } from '../../../reports/model.ts';
import type { Check } from '../check.ts';
import { messageOf } from '../failure.ts';
import type { RunSettings } from '../settings.ts';
import { withoutJudgement } from '../without-judgement.ts';

export interface CheckRun {
  readonly results: readonly CheckResult[];
  /** Errors outside any check: our own fault. */
  readonly errors: readonly string[];
}

export interface RunOptions {
  /** Checks that are judged at the same time. */
  readonly workers: number;
  /** A single check may take this long, in milliseconds. */
  readonly timeoutMs: number;
  readonly onResult: (result: CheckResult) => void;
  /** URLs of the modules that declare the checks; default: all check files. */
  readonly modules?: readonly string[];
  /** Ends the run; what was judged so far is answered. */
  readonly signal: AbortSignal;
}

/** How long checks that are under way may take to end when the run is stopped. */
const STOP_GRACE_MS = 500;

/** With V8's own sizes, what many short exchanges leave lies around for long. */
const SMALL_HEAP = ['--max-semi-space-size=2', '--heap-growing-percent=30'];

const HERE: string = dirname(fileURLToPath(import.meta.url));

/** Judges the checks on Vitest. Every check of the list is in the answer, with a verdict, whatever happened. */
export async function runChecks(
  checks: readonly Check[],
  settings: RunSettings,
  options: RunOptions,
): Promise<CheckRun> {
  for (const flag of SMALL_HEAP) setFlagsFromString(flag);
  const results = new Map<string, CheckResult>();
  const errors: string[] = [];
  const cache = mkdtempSync(join(tmpdir(), 'waspect-'));
  const exitCode = process.exitCode;
  // Vitest writes below this folder, and dies where it cannot.
  const dataHome = process.env['XDG_DATA_HOME'];
  process.env['XDG_DATA_HOME'] ??= cache;

  const onTestCaseResult = (test: TestCase): void => {
    const { waspect } = test.meta();
    const check = checks.find(({ id }) => id === test.name);
    if (!check || test.result().state === 'skipped') return;
    const result: CheckResult = waspect === undefined ? unfinished(check, test) : JSON.parse(waspect);
    results.set(result.id, result);
    options.onResult(result);
  };

  // Vitest's own listeners would end the process at once; ending cleanly is this caller's affair.
  using _ = withoutNewListeners('SIGINT', 'SIGTERM');
  const vitest = await createVitest(
    'test',
    {
      root: HERE,
      config: false,
      watch: false,
      include: [`entry${extname(import.meta.url)}`],
      exclude: [],
      pool: 'threads',
      experimental: { viteModuleRunner: false },
      isolate: false,
      maxWorkers: 1,
      maxConcurrency: options.workers,
      fileParallelism: false,
      reporters: [{ onTestCaseResult }],
      provide: {
        waspect: {
          settings: { ...settings, selected: checks.map(({ id }) => id) },
          timeoutMs: options.timeoutMs,
          modules: options.modules ?? null,
        },
      },
      fsModuleCachePath: cache,
      teardownTimeout: 500,
    },
    { cacheDir: cache, logLevel: 'silent' },
  );
  const stopped = Promise.withResolvers<void>();
  const cancel = () => {
    void vitest.cancelCurrentRun('keyboard-input');
    // A check that waits is not waited for: closing ends its thread.
    setTimeout(stopped.resolve, STOP_GRACE_MS).unref();
  };
  options.signal.addEventListener('abort', cancel, { once: true });
  try {
    if (!options.signal.aborted) await Promise.race([vitest.start(), stopped.promise]);
    for (const error of vitest.state.getUnhandledErrors()) errors.push(messageOf(error));
    for (const file of vitest.state.getTestModules()) errors.push(...file.errors().map(messageOf));
  } catch (error) {
    errors.push(messageOf(error));
  } finally {
    options.signal.removeEventListener('abort', cancel);
    await vitest.close();
    rmSync(cache, { recursive: true, force: true });
    if (dataHome === undefined) delete process.env['XDG_DATA_HOME'];
    process.exitCode = exitCode;
  }
  return { results: checks.map((check) => results.get(check.id) ?? missing(check, options.signal.aborted)), errors };
}

/** What anybody hangs on these signals is taken off again before one can be delivered, until this is disposed of. */
function withoutNewListeners(...signals: readonly NodeJS.Signals[]): Disposable {
  const onNewListener = (event: string | symbol, listener: (...args: unknown[]) => void): void => {
    if (signals.some((signal) => signal === event)) queueMicrotask(() => process.off(event, listener));
  };
  process.on('newListener', onNewListener);
  return { [Symbol.dispose]: () => void process.off('newListener', onNewListener) };
}

/** A check that ended without a verdict: it took too long, or the harness failed. */
function unfinished(check: Check, test: TestCase): CheckResult {
  const [error] = test.result().errors ?? [];
  const message = error?.message ?? 'the check ended without a verdict';
  return withoutJudgement(check, /timed out/.test(message) ? 'notEvaluated' : 'harnessError', message);
}

const missing = (check: Check, stopped: boolean): CheckResult =>
  stopped
    ? withoutJudgement(check, 'notEvaluated', 'the run was stopped before this check was judged')
    : withoutJudgement(check, 'harnessError', 'the check was not run');
