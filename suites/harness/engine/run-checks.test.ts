import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { referenceWas } from '../testing/reference-was.test-support.ts';
import { agreeable, hook, settingsFor, setUp } from '../testing/set-up.test-support.ts';
import { loadChecks } from './check-files.ts';
import { type RunOptions, runChecks } from './run-checks.ts';

const MODULES = [new URL('./checks.test-support.ts', import.meta.url).href];

const temporary = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => /^waspect-[A-Za-z0-9]{6}$/.test(name));

async function run(file: string, names: readonly string[], options: Partial<RunOptions> = {}) {
  const checks = (await loadChecks(MODULES)).filter(({ id }) => names.some((name) => id === `engine/${name}`));
  const heard: string[] = [];
  const { results, errors } = await runChecks(checks, settingsFor(file), {
    workers: 4,
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    modules: MODULES,
    ...options,
    onResult: (result) => {
      heard.push(result.id);
      options.onResult?.(result);
    },
  });
  return {
    results,
    errors,
    heard,
    verdicts: Object.fromEntries(results.map(({ id, verdict }) => [id.slice(7), verdict])),
  };
}

describe('the engine', () => {
  it('gives every check a verdict, and blames the right one', async () => {
    const { file } = await referenceWas();
    const { verdicts, results, errors, heard } = await run(file, ['passes', 'throws', 'not-evaluated', 'set-up']);
    expect(verdicts).toEqual({
      passes: 'pass',
      throws: 'harnessError',
      'not-evaluated': 'notEvaluated',
      'set-up': 'configError',
    });
    expect(errors).toEqual([]);
    expect(heard).toHaveLength(4);
    const message = results.find(({ id }) => id === 'engine/throws')?.message;
    expect(message).toMatch(
      /^TypeError: our own mistake \(suites\/harness\/engine\/checks\.test-support\.ts:\d+:\d+\); .*report it$/,
    );
  });

  it('ends a check that hangs, and judges nothing by it', async () => {
    const { file } = await referenceWas();
    const { verdicts, results } = await run(file, ['hangs', 'passes'], { timeoutMs: 1000 });
    expect(verdicts).toEqual({ hangs: 'notEvaluated', passes: 'pass' });
    expect(results.find(({ id }) => id === 'engine/hangs')?.message).toMatch(/timed out in 1000ms/);
  });

  it('tells a rejection that nobody heard, and a worker that ends, as our own fault', async () => {
    const { file } = await referenceWas();
    const rejected = await run(file, ['rejects-later']);
    expect(rejected.errors.join()).toContain('nobody heard this');
    const ended = await run(file, ['exits']);
    expect(ended.verdicts['exits']).toBe('harnessError');
  });

  it('stops when it is told to: what was judged is kept, the rest is not evaluated', async () => {
    const { file } = await referenceWas();
    const stop = new AbortController();
    const { verdicts, results } = await run(file, ['hangs', 'passes'], {
      signal: stop.signal,
      onResult: () => stop.abort(),
    });
    expect(verdicts).toEqual({ hangs: 'notEvaluated', passes: 'pass' });
    expect(results.find(({ id }) => id === 'engine/hangs')?.message).toMatch(/^the run was stopped/);
    const before = AbortSignal.abort();
    expect((await run(file, ['passes'], { signal: before })).verdicts).toEqual({ passes: 'notEvaluated' });
  });

  it('leaves no folder, no variable and no exit status behind', async () => {
    const { file } = await referenceWas();
    const before = temporary();
    const { XDG_DATA_HOME } = process.env;
    await run(file, ['throws', 'hangs'], { timeoutMs: 300 });
    expect(temporary()).toEqual(before);
    expect(process.env['XDG_DATA_HOME']).toBe(XDG_DATA_HOME);
    expect(process.exitCode).toBeUndefined();
  });

  it('blames the set-up where the operator has gone since the doctor was here', async () => {
    const { target } = await setUp();
    const file = target('https://127.0.0.1:1', 'http://127.0.0.1:9');
    const { verdicts, results } = await run(file, ['passes', 'throws']);
    expect(verdicts).toEqual({ passes: 'configError', throws: 'configError' });
    expect(results[0]?.message).toMatch(/^CONTROL_UNREACHABLE: /);
  });

  it('hears the answers of a hook through the whole run', async () => {
    const { target, wfm } = await setUp();
    let asked = 0;
    const control = await hook({
      listener: (request, response) => {
        asked += 1;
        agreeable(request, response);
      },
    });
    const url = await wfm((request, response) => {
      request.resume();
      response.end('{}');
    });
    expect((await run(target(url, control), ['passes'])).verdicts).toEqual({ passes: 'pass' });
    expect(asked).toBe(2);
  });
});
