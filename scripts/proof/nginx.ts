import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Where Debian has it; not on the path of everybody. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/sbin'];

/** The path of nginx, undefined where it is not installed. */
export async function findNginx(): Promise<string | undefined> {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS]) {
    const file = join(folder, 'nginx');
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return undefined;
}

export interface Nginx extends AsyncDisposable {
  /** One for each server of the configuration, on the loopback address. */
  readonly ports: readonly number[];
}

const ATTEMPTS = 5;
const START_LIMIT_MS = 20_000;
/** What nginx would otherwise make below a folder of the system. */
const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

/**
 * Starts nginx as a child, in the foreground and in a single process, with everything that it writes below `folder`.
 * `servers` writes the servers of the configuration for the ports that they are to listen on. A free port may be taken by
 * another before nginx has it; then others are tried.
 */
export async function startNginx(
  program: string,
  folder: string,
  count: number,
  servers: (ports: readonly number[]) => string,
): Promise<Nginx> {
  await mkdir(folder, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const ports = await freePorts(count);
    await writeFile(join(folder, 'nginx.conf'), configuration(folder, servers(ports)));
    const child = spawn(program, ['-p', folder, '-e', 'error.log', '-c', 'nginx.conf'], { stdio: 'ignore' });
    if (await serves(child, folder)) return { ports, [Symbol.asyncDispose]: () => end(child) };
    await end(child);
    const log = await readFile(join(folder, 'error.log'), 'utf8').catch(() => '');
    if (attempt === ATTEMPTS || !log.includes('Address already in use')) throw new Error(`NGINX_ENDED: ${log.trim()}`);
  }
}

function configuration(folder: string, servers: string): string {
  const temporary = TEMPORARY.map((kind) => `${kind}_temp_path ${join(folder, kind)};`);
  return `daemon off;
master_process off;
pid ${join(folder, 'nginx.pid')};
error_log ${join(folder, 'error.log')};
events { worker_connections 1024; }
http {
  access_log off;
  ${temporary.join('\n  ')}
${servers}
}
`;
}

/** Ports that are free now, all at once so that they differ. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Nginx writes its process id once its ports are open. */
async function serves(child: ChildProcess, folder: string): Promise<boolean> {
  const ended = new AbortController();
  const expired = AbortSignal.timeout(START_LIMIT_MS);
  child.once('error', () => ended.abort()).once('exit', () => ended.abort());
  while (!ended.signal.aborted && !expired.aborted) {
    const id = await readFile(join(folder, 'nginx.pid'), 'utf8').catch(() => '');
    if (id.trim() === String(child.pid)) return true;
    await pause(20);
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
