import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findProgram } from '../programs/find-program.ts';
import { createCertificates } from './certificates.ts';

/** The reference implementation of a registry, as Debian packages it. */
export interface DebianRegistry extends AsyncDisposable {
  /** `127.0.0.1:port` */
  readonly host: string;
  readonly caPem: string;
}

/** For tests: the program, or undefined where it is not installed; in CI it has to be. */
export async function dockerRegistryProgram(): Promise<string | undefined> {
  const program = await findProgram('docker-registry');
  if (program === undefined && process.env['CI']) {
    throw new Error('DOCKER_REGISTRY_MISSING: docker-registry is not on PATH; apt-get install docker-registry');
  }
  return program;
}

/** Who is let in where the registry wants a password; the second line of htpasswd is `secret` in bcrypt. */
export const ACCOUNT = { name: 'user', password: 'secret' } as const;
const HTPASSWD = 'user:$2y$05$nde7nU95yAQ3evD2Q8ni3u4VjKwiTc2OQijWPYA/Z4oGwnxKROwXq\n';

/** Starts the program over TLS with everything it has in a folder of its own. */
export async function startDebianRegistry(program: string, auth: 'anonymous' | 'basic'): Promise<DebianRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'docker-registry-'));
  const file = (name: string): string => join(folder, name);
  const { caPem, certificateChain, key } = await createCertificates(['127.0.0.1']);
  await Promise.all([
    writeFile(file('certificate.pem'), certificateChain),
    writeFile(file('key.pem'), key, { mode: 0o600 }),
    writeFile(file('htpasswd'), HTPASSWD),
    writeFile(
      file('config.yml'),
      stringify({
        version: '0.1',
        log: { level: 'info', accesslog: { disabled: true } },
        storage: { inmemory: {}, delete: { enabled: true }, cache: { blobdescriptor: 'inmemory' } },
        http: { addr: '127.0.0.1:0', tls: { certificate: file('certificate.pem'), key: file('key.pem') } },
        ...(auth === 'basic' && { auth: { htpasswd: { realm: 'registry', path: file('htpasswd') } } }),
      }),
    ),
  ]);
  const child = spawn(program, ['serve', file('config.yml')], { stdio: ['ignore', 'ignore', 'pipe'], env: {} });
  const exited = once(child, 'exit');
  const host = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const port = /listening on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(`127.0.0.1:${port}`);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`docker-registry ended: ${said.slice(-2000)}`)));
  });
  return {
    host,
    caPem,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
