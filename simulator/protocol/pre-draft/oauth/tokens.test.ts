import { describe, expect, it } from 'vitest';
import type { ManagementClient, OAuthEnrolment } from '../../revision.ts';
import {
  type Answer,
  clientCredential,
  type Received,
  scriptedServer,
} from '../../testing/scripted-server.test-support.ts';
import { preDraft } from '../revision.ts';

const PROBE = { method: 'GET', path: '/x' } as const;

interface World {
  readonly client: ManagementClient;
  readonly tokens: () => readonly Received[];
  readonly calls: () => readonly Received[];
  clock: number;
}

type Rule = (request: Received, nth: number) => Answer;

const granted = (token: string, expires?: number): Answer => ({
  status: 200,
  body: JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: expires }),
});

/** A token endpoint and an interface that answer by rule, and a client that has to do with both. */
async function inWorld(
  { token, api = () => ({ status: 200 }) }: { token: Rule; api?: Rule },
  act: (world: World) => Promise<void>,
  enrolled: Partial<OAuthEnrolment> = {},
): Promise<void> {
  const isToken = ({ path }: Received) => path.startsWith('/oauth/token');
  const seen: Received[] = [];
  await using server = await scriptedServer((request) => {
    seen.push(request);
    const own = seen.filter((other) => isToken(other) === isToken(request));
    return (isToken(request) ? token : api)(request, own.length);
  });
  const enrolment: OAuthEnrolment = {
    kind: 'oauth',
    clientId: 'client',
    clientSecret: 'secret',
    tokenUrl: `${server.origin}/oauth/token?tenant=1`,
    repository: null,
    ...enrolled,
  };
  const world: { clock: number } = { clock: 1_700_000_000_000 };
  const options = { ...server.options(await clientCredential()), enrolment, now: () => world.clock };
  const client = preDraft().connect(options);
  const full: World = Object.assign(world, {
    client,
    tokens: () => seen.filter(isToken),
    calls: () => seen.filter((request) => !isToken(request)),
  });
  await act(full).finally(() => client.close());
}

const bearerOf = ({ headers }: Received): string | undefined => headers['authorization'];

describe('a token', () => {
  it('is asked for as RFC 6749 has it, with id and secret form-encoded', async () => {
    const odd = { clientId: 'a:b c', clientSecret: 'p%:+é' };
    const act = async ({ client, tokens, calls }: World) => {
      await client.send(PROBE);
      const [request] = tokens();
      expect(request).toMatchObject({ method: 'POST', path: '/oauth/token?tenant=1' });
      expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
      expect(request?.body.toString()).toBe('grant_type=client_credentials');
      const [scheme, credentials = ''] = (request?.headers['authorization'] ?? '').split(' ');
      expect(scheme).toBe('Basic');
      expect(Buffer.from(credentials, 'base64').toString()).toBe('a%3Ab+c:p%25%3A%2B%C3%A9');
      expect(calls().map(bearerOf)).toEqual(['Bearer t']);
    };
    await inWorld({ token: () => granted('t') }, act, odd);
  });

  it('is asked for once by calls that wait for one together', async () => {
    await inWorld({ token: (_request, nth) => granted(`t${nth}`) }, async ({ client, tokens, calls }) => {
      await Promise.all(Array.from({ length: 8 }, () => client.send(PROBE)));
      await client.send(PROBE);
      expect(tokens()).toHaveLength(1);
      expect(new Set(calls().map(bearerOf))).toEqual(new Set(['Bearer t1']));
    });
  });

  it('is renewed shortly before it ends', async () => {
    await inWorld({ token: (_request, nth) => granted(`t${nth}`, 3600) }, async (world) => {
      await world.client.send(PROBE);
      world.clock += 3569_000;
      await world.client.send(PROBE);
      world.clock += 1_000;
      await world.client.send(PROBE);
      expect(world.calls().map(bearerOf)).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2']);
    });
  });

  it('that lives for seconds is used for most of them', async () => {
    await inWorld({ token: (_request, nth) => granted(`t${nth}`, 10) }, async (world) => {
      await world.client.send(PROBE);
      world.clock += 8_999;
      await world.client.send(PROBE);
      world.clock += 1;
      await world.client.send(PROBE);
      expect(world.calls().map(bearerOf)).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2']);
    });
  });

  it('that is refused is replaced once', async () => {
    const api: Rule = (request) => ({ status: bearerOf(request) === 'Bearer t1' ? 401 : 200 });
    await inWorld({ token: (_request, nth) => granted(`t${nth}`, 3600), api }, async ({ client, tokens, calls }) => {
      const exchange = await client.send(PROBE);
      expect(exchange.outcome).toMatchObject({ kind: 'response', response: { status: 200 } });
      expect(tokens()).toHaveLength(2);
      expect(calls().map(bearerOf)).toEqual(['Bearer t1', 'Bearer t2']);
    });
  });

  it('that is refused twice is left at that', async () => {
    const api: Rule = () => ({ status: 401 });
    await inWorld({ token: (_request, nth) => granted(`t${nth}`), api }, async ({ client, calls }) => {
      const exchange = await client.send(PROBE);
      expect(exchange.outcome).toMatchObject({ kind: 'response', response: { status: 401 } });
      expect(calls()).toHaveLength(2);
    });
  });

  it('is not replaced for a caller who shows something else', async () => {
    const api: Rule = () => ({ status: 401 });
    await inWorld({ token: () => granted('t'), api }, async ({ client, tokens, calls }) => {
      await client.send(PROBE, { authenticate: (request) => request });
      expect(calls().map(bearerOf)).toEqual([undefined]);
      expect(tokens()).toEqual([]);
    });
  });
});

describe('a client', () => {
  it('that is not understood in the header shows itself in the body, from then on', async () => {
    const token: Rule = ({ headers }, nth) =>
      headers['authorization'] ? { status: 401, body: '{"error":"invalid_client"}' } : granted(`t${nth}`, 10);
    await inWorld({ token }, async (world) => {
      await world.client.send(PROBE);
      world.clock += 10_000;
      await world.client.send(PROBE);
      const inBody = 'grant_type=client_credentials&client_id=client&client_secret=secret';
      expect(world.tokens().map(({ body }) => body.toString())).toEqual([
        'grant_type=client_credentials',
        inBody,
        inBody,
      ]);
      expect(world.calls().map(bearerOf)).toEqual(['Bearer t2', 'Bearer t3']);
    });
  });

  it('that is refused has the refusal for an answer, and sends nothing without a token', async () => {
    const token: Rule = () => ({ status: 401, body: '{"error":"invalid_client"}' });
    await inWorld({ token }, async ({ client, tokens, calls }) => {
      const exchange = await client.send(PROBE);
      expect(exchange).toMatchObject({ request: { path: '/oauth/token?tenant=1' } });
      expect(exchange.outcome).toMatchObject({ kind: 'response', response: { status: 401 } });
      expect(tokens()).toHaveLength(2);
      expect(calls()).toEqual([]);
    });
  });

  it.each([
    ['no JSON', '<html>', /no JSON object/],
    ['no token', '{"token_type":"bearer"}', /no text access_token/],
    ['a token of another type', '{"access_token":"t","token_type":"mac"}', /bearer/],
  ])('that is given %s has a failure, and no success of another endpoint', async (_what, body, reason) => {
    await inWorld({ token: () => ({ status: 200, body }) }, async ({ client, calls }) => {
      const { outcome } = await client.send(PROBE);
      const message = expect.stringMatching(reason);
      expect(outcome).toMatchObject({ kind: 'failure', failure: { code: 'MALFORMED_RESPONSE', message } });
      expect(calls()).toEqual([]);
    });
  });

  it('asks again after a token endpoint that was in trouble', async () => {
    const token: Rule = (_request, nth) => (nth === 1 ? { status: 503 } : granted('t'));
    await inWorld({ token }, async ({ client, calls }) => {
      expect((await client.send(PROBE)).outcome).toMatchObject({ response: { status: 503 } });
      expect((await client.send(PROBE)).outcome).toMatchObject({ response: { status: 200 } });
      expect(calls()).toHaveLength(1);
    });
  });
});
