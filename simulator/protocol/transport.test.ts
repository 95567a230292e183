import { describe, expect, it } from 'vitest';
import type { Exchange, WireRequest } from './exchange.ts';
import { REVISION_IDS } from './revision.ts';
import { revisionOf } from './revisions.ts';
import {
  type Answer,
  clientCredential,
  type Received,
  scriptedServer,
} from './testing/scripted-server.test-support.ts';
import type { Transport } from './transport.ts';

const TOKEN = '/oauth/token';
const PROBE = { method: 'GET', path: '/x' } as const;
const answer = ({ path }: Received): Answer =>
  path === TOKEN ? { status: 200, body: '{"access_token":"t","token_type":"Bearer"}' } : { status: 200 };

interface Carrier extends Transport {
  readonly carried: WireRequest[];
  closed: number;
}

/** Answers everything itself. */
function carrier(): Carrier {
  const self: Carrier = {
    carried: [],
    closed: 0,
    send: async (request): Promise<Exchange> => {
      self.carried.push(request);
      const body = Buffer.from('{"access_token":"carried","token_type":"Bearer"}');
      const response = { status: 200, statusText: '', headers: [], body };
      const outcome = { kind: 'response', response } as const;
      return { actor: 'carrier', origin: '', request, startedAt: 0, durationMs: 0, outcome };
    },
    close: async () => {
      self.closed += 1;
    },
  };
  return self;
}

describe('a transport of its own', () => {
  it.each(REVISION_IDS)('carries every request of a client of %s, and is closed with it', async (id) => {
    await using server = await scriptedServer(answer);
    const transport = carrier();
    const heard: Exchange[] = [];
    const options = server.options(await clientCredential());
    const client = revisionOf(id).connect({ ...options, transport, onExchange: (exchange) => heard.push(exchange) });
    const exchange = await client.send(PROBE);
    await client.close();
    expect(exchange.actor).toBe('carrier');
    expect(heard).toEqual([exchange]);
    expect(transport.carried.map(({ path }) => path)).toEqual(['/margo/x']);
    expect(transport.closed).toBe(1);
    expect(server.received).toEqual([]);
  });

  it('carries tokens where their endpoint is of the same origin, and no others', async () => {
    await using here = await scriptedServer(answer);
    await using elsewhere = await scriptedServer(answer);
    const credential = await clientCredential();
    const askedBy = async (tokenUrl: string, anchors: string) => {
      const transport = carrier();
      const enrolment = { kind: 'oauth', clientId: 'c', clientSecret: 's', tokenUrl, repository: null } as const;
      const options = { ...here.options(credential), anchors, enrolment, transport };
      const client = revisionOf('pre-draft-2024').connect(options);
      await client.send(PROBE);
      await client.close();
      return transport.carried.map(({ path, headers }) => [path, new Map(headers).get('authorization')]);
    };
    const { anchors } = elsewhere.options(credential);
    expect(await askedBy(`${elsewhere.origin}${TOKEN}`, anchors)).toEqual([['/margo/x', 'Bearer t']]);
    expect(elsewhere.received.map(({ path }) => path)).toEqual([TOKEN]);
    const [token, probe] = await askedBy(`${here.origin}${TOKEN}`, anchors);
    expect(token?.[0]).toBe(TOKEN);
    expect(probe).toEqual(['/margo/x', 'Bearer carried']);
    expect(here.received).toEqual([]);
  });
});
