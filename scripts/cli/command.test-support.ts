import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../waspect.ts', import.meta.url));

export interface Ended {
  /** 128 and more: ended by a signal. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of the test's own; what a command leaves in `tmp` below it was left behind. */
export function workFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'waspect-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `waspect`; its temporary files go below `folder`, so that what is left behind can be seen. */
export function start(folder: string, args: readonly string[], env: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', TMPDIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'close').then(() => ({ status: child.exitCode, stdout, stderr }));
  return { child, ended };
}

export const waspect = (folder: string, args: readonly string[], env?: Record<string, string>): Promise<Ended> =>
  start(folder, args, env).ended;

/** Temporary folders that a command made and did not take away. */
export const leftBehind = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => /^(waspect|vitest)-/.test(name));
