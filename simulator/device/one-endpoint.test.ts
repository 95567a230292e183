import { asyncProperty, constantFrom, assert as fcAssert } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Exchange } from '../protocol/exchange.ts';
import { preDraft } from '../protocol/pre-draft/revision.ts';
import { rc2 } from '../protocol/rc2/revision.ts';
import { rc3 } from '../protocol/rc3/revision.ts';
import type { Enrolment, Revision } from '../protocol/revision.ts';
import { contactedOrigins } from './contacts.ts';
import type { DeviceOptions, SimulatedDevice } from './device.ts';
import { bench } from './testing/a-device.test-support.ts';
import { type TestPki, testPki } from './testing/pki.test-support.ts';
import { type ScriptedServer, scriptedServer } from './testing/scripted-server.test-support.ts';
import type { Answer } from './testing/small-wfm.test-support.ts';

let pki: TestPki;
beforeAll(async () => {
  pki = await testPki();
});

const NOTHING: Answer = { status: 404 };
const REDIRECTS = [300, 301, 302, 303, 305, 307, 308] as const;
const json = (status: number, document: object): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(document),
});

interface Lived {
  readonly device: SimulatedDevice;
  readonly exchanges: readonly Exchange[];
}

/** Lets a device live through a few passes, and ends it. */
async function live(revision: Revision, endpoint: string, changes: Partial<DeviceOptions> = {}): Promise<Lived> {
  const { clock, device: make } = bench();
  const exchanges: Exchange[] = [];
  const device = await make(pki, new URL(endpoint), {
    revision,
    onExchange: (exchange) => void exchanges.push(exchange),
    ...changes,
  });
  for (let pass = 0; pass < 3; pass += 1) await clock.run(device.pollOnce());
  await device.stop();
  return { device, exchanges };
}

const oauth = (tokenOrigin: string, gitOrigin: string): Enrolment => ({
  kind: 'oauth',
  clientId: 'device-1',
  clientSecret: 'a secret',
  tokenUrl: `${tokenOrigin}/token`,
  repository: { url: `${gitOrigin}/device-1.git`, token: 'a token' },
});

const ENROLMENTS: readonly (readonly [Revision, Enrolment | undefined])[] = [
  [rc3, undefined],
  [rc2(), undefined],
  [rc2(), { kind: 'client-id', clientId: 'client-1' }],
  [preDraft(), undefined],
];

describe('a device', () => {
  it('follows no redirect of its endpoint, in any revision', async () => {
    const other = await scriptedServer(pki, () => NOTHING);
    const endpoint = await scriptedServer(pki, () => NOTHING);
    await fcAssert(
      asyncProperty(constantFrom(...ENROLMENTS), constantFrom(...REDIRECTS), async ([revision, enrolment], status) => {
        endpoint.answer = ({ path }) => ({
          status,
          headers: { location: other.origin + path, refresh: `0; url=${other.origin}` },
        });
        const { exchanges } = await live(revision, endpoint.origin, enrolment ? { enrolment } : {});
        expect(contactedOrigins(exchanges)).toEqual([endpoint.origin]);
        expect(exchanges.length).toBeGreaterThan(0);
        expect(other.connections()).toBe(0);
      }),
      { seed: 11, numRuns: 20 },
    );
  });

  it('asks nobody else where its endpoint fails, or names an alternative', async () => {
    const other = await scriptedServer(pki, () => NOTHING);
    const endpoint = await scriptedServer(pki, () => NOTHING);
    const advertised = { 'alt-svc': `h2="${new URL(other.origin).host}"`, link: `<${other.origin}>; rel="alternate"` };
    for (const [revision, enrolment] of ENROLMENTS)
      for (const status of [500, 502, 503, 421, 410]) {
        endpoint.answer = () => ({ status, headers: { ...advertised, 'content-location': `${other.origin}/` } });
        const { exchanges } = await live(revision, endpoint.origin, enrolment ? { enrolment } : {});
        expect(contactedOrigins(exchanges)).toEqual([endpoint.origin]);
      }
    expect(other.connections()).toBe(0);
  });

  it('contacts what its WFM has handed out at onboarding, and nothing to which that leads', async () => {
    const stranger = await scriptedServer(pki, () => NOTHING);
    const away = ({ path }: { readonly path: string }): Answer => ({
      status: 307,
      headers: { location: stranger.origin + path },
    });
    const tokens = await scriptedServer(pki, away);
    const git = await scriptedServer(pki, away);
    const endpoint = await scriptedServer(pki, ({ path }) =>
      path.startsWith('/onboarding') ? handout(tokens, git) : NOTHING,
    );
    const { device, exchanges } = await live(preDraft(), endpoint.origin);
    expect(device.events()).toContainEqual(
      expect.objectContaining({ kind: 'enrolled', by: 'onboarding', origins: [tokens.origin, git.origin] }),
    );
    expect(device.knownOrigins()).toEqual([endpoint.origin, tokens.origin, git.origin]);
    expect(contactedOrigins(exchanges)).toEqual([endpoint.origin, tokens.origin]);
    tokens.answer = () => json(200, { access_token: 'good', token_type: 'Bearer', expires_in: 300 });
    endpoint.answer = ({ path }) => (path.startsWith('/onboarding') ? handout(tokens, git) : json(201, {}));
    const second = await live(preDraft(), endpoint.origin);
    expect(contactedOrigins(second.exchanges)).toEqual([endpoint.origin, tokens.origin, git.origin]);
    expect(git.received.length).toBeGreaterThan(0);
    expect(stranger.connections()).toBe(0);
  });

  it('does the same with what it was given beforehand', async () => {
    const stranger = await scriptedServer(pki, () => NOTHING);
    const tokens = await scriptedServer(pki, () => ({ status: 302, headers: { location: stranger.origin } }));
    const endpoint = await scriptedServer(pki, () => NOTHING);
    const enrolment = oauth(tokens.origin, tokens.origin);
    const { device, exchanges } = await live(preDraft(), endpoint.origin, { enrolment });
    expect(device.knownOrigins()).toEqual([endpoint.origin, tokens.origin]);
    expect(contactedOrigins(exchanges)).toEqual([tokens.origin]);
    expect(stranger.connections()).toBe(0);
  });

  it('gives its secret to nobody in the clear', async () => {
    const endpoint = await scriptedServer(pki, () => NOTHING);
    const { device, exchanges } = await live(preDraft(), endpoint.origin, {
      enrolment: oauth('http://127.0.0.1:1', endpoint.origin),
    });
    expect(device.state().enrolment).toBeNull();
    expect(contactedOrigins(exchanges)).toEqual([]);
  });
});

const handout = (tokens: ScriptedServer, git: ScriptedServer): Answer =>
  json(201, {
    clientId: 'device-1',
    clientSecret: 'a secret',
    tokenUrl: `${tokens.origin}/token`,
    gitUrl: `${git.origin}/device-1.git`,
    gitToken: 'a token',
  });
