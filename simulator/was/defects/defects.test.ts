import { describe, expect, it } from 'vitest';
import { REVISION_IDS } from '../../protocol/revision.ts';
import { correctBehaviour } from '../correct-behaviour.ts';
import { createPki } from '../pki-material.ts';
import { BAD_IDENTITIES } from '../testing/bad-identities.ts';
import { admitted, capabilities, manifestOf, operate, order, send, type TestClient } from '../testing/client.ts';
import { running } from '../testing/running.ts';
import { DEFECTS, findDefect } from './index.ts';
import { concerns } from './revisions.ts';

const REQUIREMENT = /^(GEN|IDN|WIP|TLS|TRB|ERR|RTY|CAP|GWY|DSM|DSA|DIG|WFL|DEP|STA|USR|EXT|OFF|ONB|SIG)-\d{3}$/;
const pki = await createPki('factory.example', 'wfm-1');

describe('the table of defects', () => {
  it('has each id once, in kebab case', () => {
    const ids = DEFECTS.map(({ id }) => id);
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('names the requirements that each breaks, once, and says what one would see', () => {
    for (const { id, requirements, description } of DEFECTS) {
      expect(requirements.length, id).toBeGreaterThan(0);
      expect(new Set(requirements).size, id).toBe(requirements.length);
      expect(
        requirements.filter((requirement) => !REQUIREMENT.test(requirement)),
        id,
      ).toEqual([]);
      expect(description.length, id).toBeGreaterThan(10);
    }
  });

  it('has only faults that replace a rule, and leave the correct ones as they are', () => {
    const before = { ...correctBehaviour };
    const idle = DEFECTS.filter(({ apply }) => {
      const faulty = new Map<string, unknown>(Object.entries(apply(correctBehaviour)));
      return Object.entries(correctBehaviour).every(([name, rule]) => faulty.get(name) === rule);
    });
    expect(idle).toEqual([]);
    expect(correctBehaviour).toEqual(before);
  });

  it('says of each in which revisions it is one, and plants it in no other', async () => {
    const lost = DEFECTS.filter((defect) => !REVISION_IDS.some((revision) => concerns(defect, revision)));
    expect(lost).toEqual([]);
    await expect(running({ pki, defects: ['signature-not-checked'] })).rejects.toThrow(/^DEFECT_ELSEWHERE: /);
    await expect(running({ pki, revisions: [] })).rejects.toThrow(/^REVISION_MISSING: /);
  });

  it('knows no others', () => {
    expect(() => findDefect('no-such-fault')).toThrow(/^DEFECT_UNKNOWN: /);
  });
});

/** Some bad identities are only refused: no defect lets them in, since no clause forbids to. */
const LET_IN = Object.entries(BAD_IDENTITIES).filter(([id]) => DEFECTS.some((defect) => defect.id === id));

describe('identities', () => {
  it('are let in, most of them, each by a defect of its name', () => {
    expect(LET_IN.length).toBeGreaterThan(15);
  });

  it.each(LET_IN)('%s', async (id, make) => {
    const was = await running({ pki, defects: [id] });
    const good = await admitted(was, 'c');
    const credential = await make(was, good.client.spiffeId);
    const url = new URL('/api/v1/deployments', was.endpoints['test']).href;
    expect((await send(was, url, 'GET', { credential })).status).toBe(200);
    expect((await good.call('GET', '/api/v1/deployments')).status).toBe(200);
  });
});

/** What each of these faults lets one see, where the sound WAS shows something else. */
const SIGHTS: Readonly<
  Record<string, (client: TestClient, act: (verb: string, body?: object) => Promise<unknown>) => Promise<unknown>>
> = {
  'put-never-201': async ({ call }) =>
    (await call('PUT', '/api/v1/capabilities/a', { body: capabilities('a') })).status,
  'child-before-gateway-accepted': async ({ call }) =>
    (await call('PUT', '/api/v1/capabilities/a/b', { body: capabilities('a/b') })).status,
  'manifest-etag-weak': async (client) => (await manifestOf(client)).etag.startsWith('W/'),
  'body-on-304': async ({ call }) =>
    (await call('GET', '/api/v1/deployments', { headers: { 'If-None-Match': '*' } }).catch(() => 'broken')) ===
    'broken',
  'version-reset-on-restart': async (client, act) => {
    await manifestOf(client);
    await act('assign', { key: crypto.randomUUID(), deviceId: 'a', deployment: order() });
    await manifestOf(client);
    await act('restart');
    await act('assign', { key: crypto.randomUUID(), deviceId: 'a', deployment: order() });
    return (await manifestOf(client)).version;
  },
  'version-races': async (client, act) => {
    const versions = [(await manifestOf(client)).version];
    const assign = () => act('assign', { key: crypto.randomUUID(), deviceId: 'a', deployment: order() });
    await Promise.all([assign(), assign()]);
    versions.push((await manifestOf(client)).version);
    return versions;
  },
  'capabilities-lost-on-restart': async ({ call }, act) => {
    await call('PUT', '/api/v1/capabilities/a', { body: capabilities('a') });
    await act('restart');
    return act('devices');
  },
};

describe('a fault can be seen', () => {
  it.each(Object.entries(SIGHTS))('%s', async (id, look) => {
    const seen = [];
    for (const defects of [[], [id]]) {
      const was = await running({ pki, defects });
      const client = await admitted(was, 'c');
      seen.push(await look(client, (verb, body = {}) => operate(was, verb, { client: client.client, ...body })));
    }
    expect(seen[1]).not.toEqual(seen[0]);
  });
});
