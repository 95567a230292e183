import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createRoot } from '../pki/authority.ts';
import { issueSvid } from '../pki/svid.ts';
import { type BareRepository, openBareRepository } from './bare-repository.ts';
import { type BackendLimits, type Served, serveGit } from './git-http-backend.ts';

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'git-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface GitServer {
  readonly repository: BareRepository;
  readonly url: string;
  readonly anchors: string;
  /** Each `Authorization` that came. */
  readonly presented: (string | undefined)[];
  /** How each request that reached Git ended. */
  readonly served: Served[];
}

export interface GitServerOptions {
  readonly token?: () => string;
  readonly writable?: boolean;
  readonly limits?: Partial<BackendLimits>;
  readonly defaultBranch?: string;
  /** Answers in place of Git where it returns true. */
  readonly instead?: (path: string, response: ServerResponse) => boolean;
}

const root = createRoot({ name: 'git test' });

/** A real repository behind real TLS, gone after the test. */
export async function gitServer(options: GitServerOptions = {}): Promise<GitServer> {
  const { token = () => 'secret', writable = false, limits = {}, instead = () => false } = options;
  const repository = await openBareRepository(join(await temporaryFolder(), 'a client.git'), options.defaultBranch);
  const authority = await root;
  const { chainPem, keyPem } = await issueSvid(authority, {
    uriSans: [],
    ekus: ['serverAuth'],
    ipAddresses: ['127.0.0.1'],
  });
  const presented: (string | undefined)[] = [];
  const served: Served[] = [];
  const server = createServer({ cert: chainPem, key: keyPem }, (request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    presented.push(request.headers.authorization);
    if (instead(path, response)) return;
    const expected = `Basic ${Buffer.from(`device:${token()}`).toString('base64')}`;
    if (request.headers.authorization !== expected) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const resource = path.replace('/repository.git', '');
    serveGit({ request, response, folder: repository.folder, resource, query, writable, limits }).then(
      (how) => {
        served.push(how);
        if (!response.headersSent) response.writeHead(how === 'refused' ? 403 : 500).end();
      },
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const url = `https://127.0.0.1:${address.port}/repository.git`;
  return { repository, url, anchors: authority.certificatePem, presented, served };
}
