import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Authority, loadAuthority } from '../../../simulator/pki/authority.ts';
import type { RevisionId } from '../../../simulator/protocol/revision.ts';
import type { WasOptions } from '../../../simulator/was/options.ts';

const PROGRAM: string = fileURLToPath(new URL('../../../simulator/was/process.ts', import.meta.url));
/** Of the kernel's accounts of processes, on every Linux. */
const TICKS_PER_SECOND = 100;

/** A reference WAS in a process of its own, whose processor time and memory can be read. */
export interface ReferenceProcess extends AsyncDisposable {
  readonly urls: Readonly<Partial<Record<RevisionId, string>>>;
  readonly controlUrl: string;
  readonly issuer: Authority;
  readonly anchorPem: string;
  readonly cpuSeconds: () => number;
  readonly residentBytes: () => number;
}

interface Ready {
  readonly interfaces: Readonly<Partial<Record<RevisionId, Readonly<Record<string, string>>>>>;
  readonly controlUrl: string;
}

function isReady(value: unknown): value is Ready {
  return typeof value === 'object' && value !== null && 'interfaces' in value && 'controlUrl' in value;
}

async function readyLine(child: ChildProcess): Promise<Ready> {
  if (!child.stdout) throw new TypeError('WAS_LOAD: the process has no output');
  const failed = once(child, 'exit').then(() => {
    throw new Error('WAS_LOAD: the reference WAS ended before it served');
  });
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), failed]);
  failed.catch(() => undefined);
  const ready: unknown = JSON.parse(String(line));
  if (!isReady(ready)) throw new TypeError(`WAS_LOAD: the reference WAS said ${String(line).slice(0, 200)}`);
  return ready;
}

/** Starts it with `options`, its Node with `nodeOptions`; its data goes with it. */
export async function startReference(
  options: Omit<WasOptions, 'dataDir'>,
  nodeOptions: readonly string[],
): Promise<ReferenceProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'waspect-load-'));
  const child = fork(PROGRAM, [JSON.stringify({ ...options, dataDir, throwAway: true })], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: [...nodeOptions],
  });
  const { interfaces, controlUrl } = await readyLine(child);
  const file = (name: string): string => readFileSync(join(dataDir, 'pki', name), 'utf8');
  const account = (name: string): string => readFileSync(`/proc/${child.pid}/${name}`, 'utf8');
  return {
    urls: Object.fromEntries(
      Object.entries(interfaces).map(([revision, byName]) => [revision, Object.values(byName)[0]]),
    ),
    controlUrl,
    issuer: loadAuthority({ certificatePem: file('issuer.pem'), keyPem: file('issuer.key') }),
    anchorPem: file('anchors.pem'),
    cpuSeconds: () => {
      // Behind the name in brackets, which may hold anything: the state is first, user and system time are 11 and 12 further on.
      const stat = account('stat');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    },
    residentBytes: () => Number(/VmRSS:\s+(\d+)/.exec(account('status'))?.[1]) * 1024,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
