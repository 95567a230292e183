import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { olderNode } from './older-node.test-support.ts';

const launcher = join(import.meta.dirname, 'node/run.mjs');
const older = olderNode();
/** The launcher behaves the same under any Node; an old one, where there is one, is the case that it exists for. */
const node = older ?? process.execPath;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const start = (args: readonly string[], under: string = node): ChildProcess =>
  spawn(under, args, { stdio: ['ignore', 'pipe', 'pipe'] });

async function run(args: readonly string[], under?: string): Promise<Ended> {
  return ended(start(args, under));
}

async function ended(child: ChildProcess): Promise<Ended> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new TypeError('the child has no pipes');
  const [out, err, [code]] = await Promise.all([text(stdout), text(stderr), once(child, 'close')]);
  return { code, stdout: out, stderr: err };
}

/** Sends the signal to the launcher once the program below it says that it is up. */
async function interrupted(program: string, signal: NodeJS.Signals): Promise<Ended> {
  const child = start([launcher, '--eval', program]);
  child.stdout?.once('data', () => child.kill(signal));
  return ended(child);
}

describe('the launcher', () => {
  it('runs its arguments under Node 24 or newer, and so do the processes that they start', async () => {
    const program = 'const { execFileSync } = require("node:child_process");'.concat(
      'console.log(process.versions.node); console.log(execFileSync("node", ["--version"], { encoding: "utf8" }))',
    );
    const { code, stdout } = await run([launcher, '--eval', program]);
    const majors = [...stdout.matchAll(/(\d+)\.\d+\.\d+/g)].map(([, major]) => Number(major));
    expect(code).toBe(0);
    expect(majors).toHaveLength(2);
    expect(Math.min(...majors)).toBeGreaterThanOrEqual(24);
  });

  it('passes arguments on as they are, and the exit status back', async () => {
    const program = 'console.log(JSON.stringify(process.argv.slice(1))); process.exitCode = 3';
    const words = ['--seed', '1', 'two words', '', '"quoted"', '*', '$HOME'];
    const { code, stdout } = await run([launcher, '--eval', program, '--', ...words]);
    expect({ code, words: JSON.parse(stdout) }).toEqual({ code: 3, words });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('lets the program end in its own way on %s', async (signal) => {
    const program = `process.on("${signal}", () => { console.log("kept"); process.exit(130) }); setInterval(() => {}, 1000); console.log("up")`;
    expect(await interrupted(program, signal)).toEqual({ code: 130, stdout: 'up\nkept\n', stderr: '' });
  });

  it('ends with the number of the signal when the program does not care', async () => {
    const program = 'setInterval(() => {}, 1000); console.log("up")';
    expect((await interrupted(program, 'SIGINT')).code).toBe(130);
    expect((await interrupted(program, 'SIGTERM')).code).toBe(143);
  });

  it('says in one sentence what is missing when only an older Node is there', async ({ skip }) => {
    if (older === undefined) return skip('this machine has no Node older than 24 on its PATH');
    const folder = await mkdtemp(join(tmpdir(), 'waspect-launcher-'));
    try {
      await copyFile(launcher, join(folder, 'run.mjs'));
      const { code, stdout, stderr } = await run([join(folder, 'run.mjs'), '--version'], older);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^NODE_TOO_OLD: waspect needs Node 24 .*\n$/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
