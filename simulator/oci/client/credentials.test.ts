import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describe as described } from '../documents.ts';
import { OciError } from '../oci-error.ts';
import { parseHost, parseRepository, type RegistryHost, tagOfRevision } from '../reference.ts';
import { createRegistryClient } from './create-registry-client.ts';
import type { Credentials, Elsewhere } from './registry-client.ts';
import {
  type ScriptedAnswer,
  type ScriptedCertificates,
  type ScriptedRequest,
  type ScriptedServer,
  scriptedCertificates,
  startScripted,
} from './scripted-server.test-support.ts';

const { name } = parseRepository('oci://registry.example/charts/pump');
const tag = tagOfRevision('1.0.0');
const content = Buffer.from('content');
const blob = described('application/x-test', content);
const credentials: Credentials = { username: 'robot', password: 'secret' };
const secrets = ['secret', Buffer.from('robot:secret').toString('base64'), 'the-token'];

const codeOf = async (act: Promise<unknown>): Promise<string> => {
  const cause = await act.then(
    () => 'no error',
    (error: unknown) => error,
  );
  for (const secret of secrets) expect(String(cause)).not.toContain(secret);
  return cause instanceof OciError ? cause.code : String(cause);
};

const knowsNothing = ({ requests }: ScriptedServer): void => {
  for (const secret of secrets) expect(JSON.stringify(requests)).not.toContain(secret);
};

describe('credentials', () => {
  let folder: string;
  let certificates: ScriptedCertificates;
  beforeAll(async () => {
    certificates = await scriptedCertificates();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waspect-credentials-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const everywhere = (): Elsewhere => ({ mayContact: () => true, caOf: () => certificates.caPem });
  const start = (answer: (request: ScriptedRequest) => ScriptedAnswer | null): Promise<ScriptedServer> =>
    startScripted(certificates, answer);
  const clientOf = (host: RegistryHost, tokenService?: RegistryHost, elsewhere = everywhere()) =>
    createRegistryClient({
      host,
      ca: certificates.caPem,
      credentials,
      elsewhere,
      ...(tokenService && { tokenService }),
    });
  /** A registry that wants them first, and then answers as it is told. */
  const guarded =
    (then: (request: ScriptedRequest) => ScriptedAnswer | null) =>
    (request: ScriptedRequest): ScriptedAnswer | null =>
      request.headers.authorization === undefined
        ? { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }
        : then(request);

  it('stay behind where a redirect leads to another host, and do not come back on the way home', async () => {
    let home: RegistryHost | undefined;
    await using storage = await start(({ target }) =>
      target === '/home'
        ? { status: 302, headers: { location: `https://${home}/v2/end` } }
        : { status: 200, body: content },
    );
    await using registry = await start(
      guarded(({ target }) => ({
        status: 307,
        headers: { location: `https://${storage.host}${target.includes('blobs') ? '/object?signature=x' : '/home'}` },
      })),
    );
    home = registry.host;
    await using client = clientOf(registry.host);
    await client.download(name, blob, join(folder, 'blob'));
    expect(await readFile(join(folder, 'blob'))).toEqual(content);
    expect(storage.requests).toHaveLength(1);
    knowsNothing(storage);
    expect(await codeOf(client.resolve(name, tag))).toBe('REGISTRY_UNAUTHORIZED');
    expect(registry.requests.at(-1)).toMatchObject({ target: '/v2/end' });
    expect(registry.requests.at(-1)?.headers.authorization).toBeUndefined();
    knowsNothing(storage);
  });

  it('stay with a redirect within the registry', async () => {
    await using registry = await start(
      guarded(({ target }) =>
        target === '/elsewhere' ? { status: 200, body: content } : { status: 308, headers: { location: '/elsewhere' } },
      ),
    );
    await using client = clientOf(registry.host);
    expect(Buffer.from(await client.read(name, blob))).toEqual(content);
  });

  it('are not given to a host that asks for them after a redirect', async () => {
    await using trap = await start(() => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }));
    await using registry = await start(
      guarded(() => ({ status: 302, headers: { location: `https://${trap.host}/` } })),
    );
    await using client = clientOf(registry.host);
    expect(await codeOf(client.read(name, blob))).toBe('REGISTRY_UNAUTHORIZED');
    expect(trap.requests).toHaveLength(1);
    knowsNothing(trap);
  });

  it('go to the token service that the operator named, and the token to the registry alone', async () => {
    await using service = await start(() => ({ status: 200, body: '{"token":"the-token","expires_in":300}' }));
    await using storage = await start(() => ({ status: 200, body: content }));
    await using registry = await start(({ headers }) =>
      headers.authorization === 'Bearer the-token'
        ? { status: 302, headers: { location: `https://${storage.host}/` } }
        : {
            status: 401,
            headers: { 'www-authenticate': `Bearer realm="https://${service.host}/token?a=b",service="s"` },
          },
    );
    await using client = clientOf(registry.host, service.host);
    expect(Buffer.from(await client.read(name, blob))).toEqual(content);
    expect(service.requests.map(({ target, headers }) => [target, headers.authorization])).toEqual([
      ['/token?a=b&service=s&scope=repository%3Acharts%2Fpump%3Apull', `Basic ${secrets[1]}`],
    ]);
    knowsNothing(storage);
    expect(JSON.stringify(registry.requests)).not.toContain(secrets[1]);
  });

  it('do not go to a token service that only the registry named', async () => {
    await using trap = await start(() => ({ status: 200, body: '{"token":"the-token"}' }));
    await using registry = await start(() => ({
      status: 401,
      headers: { 'www-authenticate': `Bearer realm="https://${trap.host}/token"` },
    }));
    await using client = clientOf(registry.host);
    expect(await codeOf(client.resolve(name, tag))).toBe('CREDENTIAL_LEAK_REFUSED');
    expect(trap.connections()).toBe(0);
  });

  it.each([
    ['plain http', 'http://127.0.0.1:1/'],
    ['a file', 'file:///etc/passwd'],
    ['a URL with a user', 'https://robot@127.0.0.1:1/'],
  ])('go nowhere where a registry redirects to %s', async (_, location) => {
    await using registry = await start(guarded(() => ({ status: 302, headers: { location } })));
    await using client = clientOf(registry.host);
    expect(await codeOf(client.read(name, blob))).toBe('REGISTRY_REDIRECT_REFUSED');
  });

  it.each(['http://127.0.0.1:1/token', '/token', ''])('are not shown to the token service %j', async (realm) => {
    await using registry = await start(() => ({
      status: 401,
      headers: { 'www-authenticate': `Bearer realm="${realm}"` },
    }));
    await using client = clientOf(registry.host);
    expect(await codeOf(client.resolve(name, tag))).toBe('REGISTRY_MALFORMED');
  });

  it('are no reason to talk with a host that is not allowed', async () => {
    await using trap = await start(() => ({ status: 200, body: content }));
    await using registry = await start(
      guarded(() => ({ status: 302, headers: { location: `https://${trap.host}/` } })),
    );
    await using client = clientOf(registry.host, undefined, { ...everywhere(), mayContact: () => false });
    expect(await codeOf(client.read(name, blob))).toBe('REGISTRY_REDIRECT_REFUSED');
    expect(trap.connections()).toBe(0);
  });

  it('are not sent with an upload to another host', async () => {
    await using trap = await start(() => ({ status: 201 }));
    await using registry = await start(
      guarded(({ method }) =>
        method === 'HEAD' ? { status: 404 } : { status: 202, headers: { location: `https://${trap.host}/upload` } },
      ),
    );
    await using client = clientOf(registry.host);
    expect(await codeOf(client.pushBlob(name, { mediaType: 'a/b', bytes: content }))).toBe('REGISTRY_REDIRECT_REFUSED');
    expect(trap.connections()).toBe(0);
  });

  it('are asked for once: who is refused again is refused', async () => {
    await using registry = await start(() => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }));
    await using client = clientOf(registry.host);
    expect(await codeOf(client.resolve(name, tag))).toBe('REGISTRY_UNAUTHORIZED');
    expect(registry.requests).toHaveLength(2);
  });

  it('cannot be used in a way that nobody supports', async () => {
    await using registry = await start(() => ({ status: 401, headers: { 'www-authenticate': 'Negotiate abc==' } }));
    await using client = clientOf(registry.host);
    expect(await codeOf(client.resolve(name, tag))).toBe('REGISTRY_UNAUTHORIZED');
  });

  it.each(['{"token":"a\\r\\nX-Evil: b"}', '{"token":1}', '[]', 'null', 'no JSON'])(
    'do not turn the answer %s into a token',
    async (body) => {
      await using registry = await start(({ target }) =>
        target.startsWith('/token')
          ? { status: 200, body }
          : { status: 401, headers: { 'www-authenticate': `Bearer realm="https://${registry.host}/token"` } },
      );
      await using client = clientOf(registry.host);
      expect(await codeOf(client.resolve(name, tag))).toBe('REGISTRY_MALFORMED');
    },
  );
});

describe('something that is no registry', () => {
  it('is told from one: it speaks no TLS', async () => {
    const server = createServer((_, response) => response.end('plain'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await using client = createRegistryClient({ host: parseHost(`127.0.0.1:${port}`) });
    expect(await codeOf(client.resolve(name, tag))).toBe('REGISTRY_MALFORMED');
    server.closeAllConnections();
    server.close();
  });

  it('is told from one: its certificate is for another name', async () => {
    const certificates = await scriptedCertificates(['other.example']);
    await using server = await startScripted(certificates, () => ({ status: 200 }));
    await using client = createRegistryClient({ host: server.host, ca: certificates.caPem });
    expect(await codeOf(client.resolve(name, tag))).toBe('REGISTRY_CERTIFICATE_INVALID');
  });

  it('is told from one: it answers with something else', async () => {
    const certificates = await scriptedCertificates();
    await using server = await startScripted(certificates, () => ({ status: 200, body: '<html>' }));
    await using named = createRegistryClient({ host: server.host, ca: certificates.caPem });
    expect(await codeOf(named.resolve(name, tag))).toBe('REGISTRY_MALFORMED');
  });
});
