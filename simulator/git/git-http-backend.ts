import { type ChildProcess, spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, sep } from 'node:path';
import { collect } from '../programs/bounded-output.ts';
import { readCgiHead } from './cgi-head.ts';
import { gitEnvironment } from './git-environment.ts';
import { httpBackendProgram } from './http-backend-program.ts';

export interface BackendRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The bare repository. */
  readonly folder: string;
  /** Below the repository's URL: `/info/refs`, `/git-upload-pack`. */
  readonly resource: string;
  /** Without the question mark. */
  readonly query: string;
  /** Whether it can be pushed to: false. */
  readonly writable?: boolean;
  readonly limits?: Partial<BackendLimits>;
}

export interface BackendLimits {
  /** From the start of the process to its end, in milliseconds. */
  readonly timeoutMs: number;
  /** Of the request. */
  readonly maxBodyBytes: number;
}

const LIMITS: BackendLimits = { timeoutMs: 60_000, maxBodyBytes: 16 * 1024 * 1024 };
const MAX_COMPLAINT = 4096;

/** How a request ended. `refused` and `failed` are not answered yet where no header has been sent. */
export type Served = 'served' | 'refused' | 'failed' | 'peer-gone';

/**
 * Answers a request of Git's smart HTTP protocol with `git http-backend` as a CGI program (RFC 3875), streaming both
 * ways. Nothing but fetching is possible unless the repository is writable. The process ends with its peer.
 * @throws GitError GIT_UNAVAILABLE
 */
export async function serveGit(asked: BackendRequest): Promise<Served> {
  const { request, response, query, resource, writable = false } = asked;
  const service = serviceOf(request.method ?? '', resource, query);
  if (service === undefined || (service === 'git-receive-pack' && !writable)) return 'refused';
  const { timeoutMs, maxBodyBytes } = { ...LIMITS, ...asked.limits };
  const program = await httpBackendProgram();
  if (response.destroyed) return 'peer-gone';
  const child = spawn(program, [], {
    env: environment(asked),
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = endOf(child);
  collect(child.stderr, MAX_COMPLAINT, 'last');
  const kill = () => killGroup(child);
  const timer = setTimeout(kill, timeoutMs);
  response.once('close', kill);
  let received = 0;
  request.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > maxBodyBytes) kill();
  });
  // A program that needs no more of the request ends its input, which is no fault.
  child.stdin.on('error', () => request.resume());
  request.pipe(child.stdin);
  try {
    const answered = await forward(child, response);
    if (!answered) kill();
    const code = await ended;
    if (response.destroyed && !response.writableFinished) return 'peer-gone';
    if (!answered) return 'failed';
    // An answer that was cut must not look whole.
    if (code !== 0) response.destroy();
    else response.end();
    return code === 0 ? 'served' : 'failed';
  } finally {
    clearTimeout(timer);
    response.off('close', kill);
    kill();
  }
}

type Service = 'git-upload-pack' | 'git-receive-pack';

const isService = (name: string | null): name is Service => name === 'git-upload-pack' || name === 'git-receive-pack';

/** What is asked for; the files of a repository as such ("dumb" HTTP) are not. */
function serviceOf(method: string, resource: string, query: string): Service | undefined {
  const asked = resource === '/info/refs' ? new URLSearchParams(query).get('service') : resource.slice(1);
  const expected = resource === '/info/refs' ? 'GET' : 'POST';
  return method === expected && isService(asked) ? asked : undefined;
}

function environment({ request, folder, resource, query, writable = false }: BackendRequest): Record<string, string> {
  const { headers, method = '' } = request;
  const protocol = headers['git-protocol'];
  return {
    ...gitEnvironment(folder, [
      // Whoever runs this process may have been given a folder of another user.
      ['safe.directory', '*'],
      ['http.receivepack', String(writable)],
      ['http.getanyfile', 'false'],
    ]),
    GIT_PROJECT_ROOT: dirname(folder),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: folder.slice(dirname(folder).length).replaceAll(sep, '/') + resource,
    QUERY_STRING: query,
    REQUEST_METHOD: method,
    REMOTE_ADDR: request.socket.remoteAddress ?? '',
    REMOTE_USER: writable ? 'writer' : '',
    CONTENT_TYPE: headers['content-type'] ?? '',
    SERVER_PROTOCOL: `HTTP/${request.httpVersion}`,
    GATEWAY_INTERFACE: 'CGI/1.1',
    // Without a length the program reads to the end of its input.
    ...(headers['content-length'] !== undefined && { CONTENT_LENGTH: headers['content-length'] }),
    ...(headers['content-encoding'] !== undefined && { HTTP_CONTENT_ENCODING: headers['content-encoding'] }),
    ...(typeof protocol === 'string' && { GIT_PROTOCOL: protocol }),
  };
}

/** Copies head and body as they come, no faster than the peer reads; false where no head came. */
async function forward(
  child: ChildProcess & { readonly stdout: NodeJS.ReadableStream },
  response: ServerResponse,
): Promise<boolean> {
  const head = await readCgiHead(child.stdout);
  if (head === undefined) return false;
  response.writeHead(head.status, head.headers.flat());
  response.write(head.rest);
  for await (const chunk of child.stdout) {
    if (response.destroyed) return true;
    if (!response.write(chunk)) await drained(response);
  }
  return true;
}

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });

/** Exit status; -1 for a process that was killed or never started. */
const endOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    child.once('error', () => resolve(-1));
    child.once('close', (code) => resolve(code ?? -1));
  });

function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
}
