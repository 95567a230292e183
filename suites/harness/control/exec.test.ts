import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseJson } from '../../../simulator/protocol/json.ts';
import { execControl } from './exec.ts';

function folderWith(script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'waspect-exec-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'hooks'));
  writeFileSync(join(folder, 'hooks/hook.mjs'), script);
  writeFileSync(join(folder, 'hooks/hook.sh'), `#!/bin/sh\nexec node hooks/hook.mjs "$@"\n`, { mode: 0o755 });
  return folder;
}

/** The script sees `verb`, and `input` once it has been read. */
const hook = (body: string, timeoutMs = 10_000) => {
  const folder = folderWith(`const verb = process.argv.at(-1);\n${body}`);
  const control = execControl(['node', 'hooks/hook.mjs'], folder, timeoutMs);
  onTestFinished(() => control.close());
  return Object.assign(control, { folder });
};

const READ = `let input = ''; for await (const chunk of process.stdin) input += chunk;\n`;

describe('a program as hook', () => {
  it('gets its own arguments, then the verb, and the body on standard input; integers stay exact', async () => {
    const folder = folderWith(
      `${READ} console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd() }).slice(0, -1) + ',"got":' + input + '}');`,
    );
    const control = execControl([join(folder, 'hooks/hook.sh'), '--site', 'a b'], folder, 10_000);
    expect(await control.call('assign', parseJson('{"n":18446744073709551615}'))).toEqual({
      kind: 'answered',
      body: { args: ['--site', 'a b', 'assign'], cwd: folder, got: { n: 18446744073709551615n } },
    });
  });

  it('describes itself', async () => {
    const control = hook(`console.log('{"name":"acme","version":"1","supports":["admit","restart"]}')`);
    expect(await control.describe()).toEqual({ name: 'acme', version: '1', supports: new Set(['admit', 'restart']) });
  });

  it.each([
    ['', { kind: 'answered', body: {} }],
    ['process.exit(64)', { kind: 'unsupported' }],
    [
      'console.error("no such client"); process.exit(66)',
      { kind: 'not-found', message: expect.stringMatching(/ended with 66: no such client$/) },
    ],
    [
      'console.log("{\\"error\\":\\"x\\"}"); process.exitCode = 1',
      { kind: 'refused', message: expect.stringMatching(/ended with 1: \{"error":"x"\}$/) },
    ],
    [
      'process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000)',
      { kind: 'refused', message: expect.stringMatching(/ended with SIGKILL: it wrote nothing$/) },
    ],
  ])('that does %j', async (body, answer) => {
    expect(await hook(body).call('admit', {})).toEqual(answer);
  });

  it.each([
    ['console.log("ok")', /^CONTROL_ANSWER: node admit wrote "ok\\n", which is no JSON$/],
    ['console.log("[]")', /^CONTROL_ANSWER: .*JSON that is no object$/],
    [
      'for (;;) if (!process.stdout.write("x".repeat(65536))) await new Promise((go) => process.stdout.once("drain", go))',
      /^CONTROL_ANSWER_TOO_LARGE: /,
    ],
  ])('out of contract: %s', async (body, says) => {
    await expect(hook(body).call('admit', {})).rejects.toThrow(says);
  });

  it('whose description fails is told with its own words', async () => {
    await expect(hook('console.error("no database"); process.exit(3)').describe()).rejects.toThrow(
      /^CONTROL_DESCRIPTION: node describe ended with 3: no database; it has to print/,
    );
  });

  it.each([['./missing'], ['no-such-program-anywhere'], ['bad\0name']])('%j cannot be started', async (program) => {
    const control = execControl([program], tmpdir(), 5000);
    await expect(control.describe()).rejects.toThrow(/^CONTROL_NOT_STARTED: .*; correct control\.exec$/);
  });

  it('need not read its input, however long it is', async () => {
    const answer = await hook('console.log("{}")').call('assign', { blob: 'x'.repeat(4_000_000) });
    expect(answer).toEqual({ kind: 'answered', body: {} });
  });

  it('that hangs is ended with everything it started', async () => {
    const control = hook(
      `import { spawn } from 'node:child_process'; import { writeFileSync } from 'node:fs';
       const grandchild = spawn('sleep', ['600'], { stdio: 'inherit' });
       writeFileSync('pids', [process.pid, grandchild.pid].join(' ')); setInterval(() => {}, 1000);`,
      1500,
    );
    await expect(control.call('admit', {})).rejects.toThrow(/^CONTROL_TIMED_OUT: .*within 1500 ms/);
    await vi.waitFor(() => expect(pidsIn(control.folder).filter(alive)).toEqual([]), 5000);
  });

  it('is ended when the way to it is closed', async () => {
    const control = hook(
      `import { writeFileSync } from 'node:fs'; writeFileSync('pids', String(process.pid)); setInterval(() => {}, 1000);`,
    );
    const call = control.call('admit', {});
    await vi.waitFor(() => expect(existsSync(join(control.folder, 'pids'))).toBe(true), 10_000);
    await control.close();
    expect(await call).toMatchObject({ kind: 'refused' });
    expect(pidsIn(control.folder).filter(alive)).toEqual([]);
  });

  it('may leave a server running that holds its output open', async () => {
    const control = hook(
      `import { spawn } from 'node:child_process'; import { writeFileSync } from 'node:fs';
       const server = spawn('sleep', ['600'], { stdio: 'inherit', detached: true });
       writeFileSync('pids', String(server.pid)); console.log('{"started":true}'); server.unref(); process.exit(0);`,
    );
    expect(await control.call('restart', {})).toEqual({ kind: 'answered', body: { started: true } });
    const [server = 0] = pidsIn(control.folder);
    expect(alive(server)).toBe(true);
    process.kill(server, 'SIGKILL');
  });
});

const pidsIn = (folder: string): number[] => readFileSync(join(folder, 'pids'), 'utf8').split(' ').map(Number);

/** A process that has ended and that nobody has waited for yet is gone, too. */
function alive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
