import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ProgramRun, runProgram } from './run-program.ts';

const GENEROUS = { env: {}, timeoutMs: 20_000, maxOutputBytes: 1_000_000 };

const node = (script: string, changes: Partial<ProgramRun> = {}): ProgramRun => ({
  ...GENEROUS,
  file: process.execPath,
  args: ['-e', script],
  ...changes,
});

/** A program whose child stays, and which tells the child's process id at once. */
const WITH_A_CHILD = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], {stdio: 'inherit'});
  require('node:fs').writeFileSync(process.env.TOLD, String(child.pid));
  setInterval(() => 0, 1000);`;

describe('running a program', () => {
  it('tells its exit status and both outputs, and hands it its input and nothing but the environment it was given', async () => {
    const script = `
      process.stderr.write(Object.keys(process.env).join());
      process.stdin.pipe(process.stdout).on('finish', () => 0);
      process.exitCode = 3;`;
    expect(await runProgram(node(script, { input: 'asked', env: { ONLY: '1' } }))).toEqual({
      kind: 'exited',
      code: 3,
      stdout: 'asked',
      stderr: 'ONLY',
      truncated: false,
    });
  });

  it('keeps the beginning of a long answer and the end of a long complaint', async () => {
    const script = `
      process.stdout.write('answer' + 'x'.repeat(300000));
      process.stderr.write('y'.repeat(300000) + 'complaint');`;
    expect(await runProgram(node(script, { maxOutputBytes: 9 }))).toEqual({
      kind: 'exited',
      code: 0,
      stdout: 'answerxxx',
      stderr: 'complaint',
      truncated: true,
    });
  });

  it('says nothing of a limit where an output ends exactly at it', async () => {
    const result = await runProgram(
      node(`process.stdout.write('12345'); process.stderr.write('54321')`, { maxOutputBytes: 5 }),
    );
    expect(result).toMatchObject({ stdout: '12345', stderr: '54321', truncated: false });
  });

  it.each(['timeout', 'aborted'] as const)('ends the whole family on %s', async (kind) => {
    const folder = await mkdtemp(join(tmpdir(), 'waspect-run-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const told = join(folder, 'pid');
    const abort = new AbortController();
    const running = runProgram(
      node(WITH_A_CHILD, {
        env: { TOLD: told },
        signal: abort.signal,
        timeoutMs: kind === 'timeout' ? 1_500 : 20_000,
      }),
    );
    const pid = await eventually(async () => Number(await readFile(told, 'utf8')) || undefined);
    if (kind === 'aborted') abort.abort();
    expect(await running).toMatchObject({ kind });
    expect(await eventually(async () => (isRunning(pid) ? undefined : 'gone'))).toBe('gone');
  });

  it('does not start what is aborted already', async () => {
    expect(await runProgram(node('process.exit(1)', { signal: AbortSignal.abort() }))).toMatchObject({
      kind: 'aborted',
    });
  });

  it('tells a signal that others have sent', async () => {
    expect(await runProgram(node(`process.kill(process.pid, 'SIGTERM'); setInterval(() => 0, 1000)`))).toMatchObject({
      kind: 'killed',
      by: 'SIGTERM',
    });
  });

  it('tells why a program could not be started', async () => {
    expect(await runProgram({ ...GENEROUS, file: '/nowhere/helm', args: [] })).toMatchObject({
      kind: 'not-started',
      code: 'ENOENT',
    });
    expect(await runProgram({ ...GENEROUS, file: process.execPath, args: ['a\0b'] })).toMatchObject({
      kind: 'not-started',
      code: 'ERR_INVALID_ARG_VALUE',
    });
  });

  it('tells once under which process id it runs', async () => {
    const pids: number[] = [];
    const result = await runProgram(
      node('process.stdout.write(String(process.pid))', { onStart: (pid) => pids.push(pid) }),
    );
    expect(result).toMatchObject({ stdout: String(pids[0]) });
    expect(pids).toHaveLength(1);
  });
});

async function eventually<T>(probe: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 15_000;
  while (Date.now() < end) {
    const value = await probe().catch(() => undefined);
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not come about within 15 s');
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
