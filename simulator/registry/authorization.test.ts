import { describe, expect, it } from 'vitest';
import type { Authorization } from './authorization/authorization.ts';
import type { RegistryOptions } from './registry.ts';
import { startRegistry } from './start-registry.ts';
import { errorCode, headerOf, jsonOf, pushBlob, type Wire, wireTo } from './wire.test-support.ts';

const WRITER = { name: 'writer', password: 'w:1' };
const READER = {
  name: 'reader',
  password: 'r',
  grants: [{ repository: 'charts/*', actions: ['pull'] as const }],
};
const BEARER: Authorization = { mode: 'bearer', accounts: [WRITER, READER] };
const TAGS = '/v2/charts/good/tags/list';

const basic = (name: string, password: string): { readonly authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});

const bearer = (token: string): { readonly authorization: string } => ({ authorization: `Bearer ${token}` });

async function withRegistry(options: RegistryOptions, act: (wire: Wire) => Promise<void>): Promise<void> {
  await using registry = await startRegistry(options);
  await using wire = wireTo(registry.host, registry.caPem);
  await act(wire);
}

/** What the token endpoint hands out for a scope. */
async function tokenFor(wire: Wire, scope: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await wire.call('GET', `/token?service=any&scope=${encodeURIComponent(scope)}`, { headers });
  const document = jsonOf(answer);
  return typeof document === 'object' && document !== null && 'token' in document ? String(document.token) : '';
}

describe('basic authorisation', () => {
  const options: RegistryOptions = { authorization: { mode: 'basic', accounts: [WRITER, READER] } };

  it('asks everybody for a name and a password', () =>
    withRegistry(options, async (wire) => {
      for (const headers of [{}, basic('writer', 'wrong'), basic('nobody', 'w:1'), bearer('token')]) {
        const answer = await wire.call('GET', '/v2/', { headers });
        expect([answer.status, errorCode(answer)]).toEqual([401, 'UNAUTHORIZED']);
        expect(headerOf(answer, 'www-authenticate')).toBe('Basic realm="registry"');
      }
      expect((await wire.call('GET', '/v2/', { headers: basic('writer', 'w:1') })).status).toBe(200);
    }));

  it('lets an account do what it may, where it may', () =>
    withRegistry(options, async (wire) => {
      const headers = basic('reader', 'r');
      expect((await wire.call('GET', TAGS, { headers })).status).toBe(404);
      const push = await wire.call('POST', '/v2/charts/good/blobs/uploads/', { headers });
      expect([push.status, errorCode(push)]).toEqual([403, 'DENIED']);
      expect((await wire.call('GET', '/v2/compose/good/tags/list', { headers })).status).toBe(403);
    }));
});

describe('bearer tokens', () => {
  it('are asked for with the scope that the request needs', () =>
    withRegistry({ authorization: BEARER }, async (wire) => {
      const pull = await wire.call('GET', TAGS);
      expect(pull.status).toBe(401);
      expect(headerOf(pull, 'www-authenticate')).toMatch(
        /^Bearer realm="https:\/\/127\.0\.0\.1:\d+\/token",service="127\.0\.0\.1:\d+",scope="repository:charts\/good:pull"$/,
      );
      const push = await wire.call('POST', '/v2/charts/good/blobs/uploads/');
      expect(headerOf(push, 'www-authenticate')).toContain('scope="repository:charts/good:pull,push"');
    }));

  it('are good for their scope only', () =>
    withRegistry({ authorization: BEARER }, async (wire) => {
      const headers = bearer(await tokenFor(wire, 'repository:charts/good:pull', basic('writer', 'w:1')));
      expect((await wire.call('GET', TAGS, { headers })).status).toBe(404);
      for (const [method, target] of [
        ['GET', '/v2/charts/other/tags/list'],
        ['POST', '/v2/charts/good/blobs/uploads/'],
      ] as const) {
        const answer = await wire.call(method, target, { headers });
        expect(answer.status).toBe(401);
        expect(headerOf(answer, 'www-authenticate')).toContain('error="insufficient_scope"');
      }
    }));

  it('never carry more than the account may have', () =>
    withRegistry({ authorization: BEARER }, async (wire) => {
      const headers = bearer(await tokenFor(wire, 'repository:charts/good:pull,push', basic('reader', 'r')));
      expect((await wire.call('GET', TAGS, { headers })).status).toBe(404);
      expect((await wire.call('POST', '/v2/charts/good/blobs/uploads/', { headers })).status).toBe(401);
    }));

  it('serve to push', () =>
    withRegistry({ authorization: BEARER }, async (wire) => {
      const headers = bearer(await tokenFor(wire, 'repository:charts/good:pull,push', basic('writer', 'w:1')));
      await expect(pushBlob(wire, 'charts/good', Buffer.from('a layer'), headers)).resolves.toMatch(/^sha256:/);
    }));

  it('are had with the password of an account, or for what nobody in particular may do', async () => {
    await withRegistry({ authorization: BEARER }, async (wire) => {
      for (const headers of [{}, basic('writer', 'wrong'), bearer('x')]) {
        expect((await wire.call('GET', '/token?scope=repository:charts/good:pull', { headers })).status).toBe(401);
      }
    });
    const anonymous = [{ repository: 'charts/*', actions: ['pull'] as const }];
    await withRegistry({ authorization: { ...BEARER, anonymous } }, async (wire) => {
      const headers = bearer(await tokenFor(wire, 'repository:charts/good:pull,push'));
      expect((await wire.call('GET', TAGS, { headers })).status).toBe(404);
      expect((await wire.call('POST', '/v2/charts/good/blobs/uploads/', { headers })).status).toBe(401);
    });
  });

  it('are also had with the form of OAuth 2.0', () =>
    withRegistry({ authorization: BEARER }, async (wire) => {
      const form = (grant: string, password: string): string =>
        new URLSearchParams({
          grant_type: grant,
          username: 'reader',
          password,
          scope: 'repository:charts/good:pull',
        }).toString();
      const given = await wire.call('POST', '/token', { body: form('password', 'r') });
      expect(jsonOf(given)).toMatchObject({ scope: 'repository:charts/good:pull', expires_in: 300 });
      expect((await wire.call('POST', '/token', { body: form('password', 'wrong') })).status).toBe(401);
      const other = await wire.call('POST', '/token', { body: form('refresh_token', 'r') });
      expect([other.status, jsonOf(other)]).toEqual([400, { error: 'unsupported_grant_type' }]);
    }));

  it('end when their time is over', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    await withRegistry({ authorization: { ...BEARER, lifeSeconds: 60 }, now: () => now }, async (wire) => {
      const headers = bearer(await tokenFor(wire, 'repository:charts/good:pull', basic('reader', 'r')));
      now += 59_999;
      expect((await wire.call('GET', TAGS, { headers })).status).toBe(404);
      now += 1;
      const late = await wire.call('GET', TAGS, { headers });
      expect(late.status).toBe(401);
      expect(headerOf(late, 'www-authenticate')).toContain('error="invalid_token"');
    });
  });

  it('of another registry are worth nothing', () =>
    withRegistry({ authorization: BEARER }, async (wire) =>
      withRegistry({ authorization: BEARER }, async (other) => {
        const headers = bearer(await tokenFor(other, 'repository:charts/good:pull', basic('writer', 'w:1')));
        expect((await wire.call('GET', TAGS, { headers })).status).toBe(401);
      }),
    ));

  it('to lend a blob have to be good for the lender, too', () =>
    withRegistry({ authorization: BEARER }, async (wire) => {
      const push = 'repository:charts/good:pull,push';
      const lend = `/v2/charts/good/blobs/uploads/?mount=sha256:${'0'.repeat(64)}&from=compose/good`;
      const one = bearer(await tokenFor(wire, push, basic('writer', 'w:1')));
      const refused = await wire.call('POST', lend, { headers: one });
      expect(headerOf(refused, 'www-authenticate')).toContain(`scope="${push} repository:compose/good:pull"`);
      const both = bearer(await tokenFor(wire, `${push} repository:compose/good:pull`, basic('writer', 'w:1')));
      expect((await wire.call('POST', lend, { headers: both })).status).toBe(202);
    }));
});
