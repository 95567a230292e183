import { describe, expect, it } from 'vitest';
import type { ExchangeJudge } from '../../simulator/fleet/judging/judge.ts';
import { PROBLEM } from '../../simulator/protocol/media-types.ts';
import { problemType } from '../../simulator/protocol/problem-types.ts';
import { rc3 } from '../../simulator/protocol/rc3/revision.ts';
import { underLoadJudge } from './judge.ts';
import {
  type Answered,
  digestOf,
  exchanged,
  type Listed,
  manifest,
  type Said,
  tagOf,
} from './testing/answers.test-support.ts';

const judge = (): ExchangeJudge => underLoadJudge({ revisions: [rc3], nonce: 'n' });

const say = (to: ExchangeJudge, said: Said, answer: Parameters<typeof exchanged>[1]): readonly string[] =>
  to.judge(exchanged(said, answer)).map(({ requirement, severity }) => `${requirement} ${severity}`);

const asking = (tag: string): Said => ({ sent: [['if-none-match', tag]] });
const UNCHANGED: Answered = { status: 304 };

const deployment = (name: string, text = name): Listed => ({
  id: `00000000-0000-4000-8000-${name.padStart(12, '0')}`,
  digest: digestOf(text),
});

const problem = (status: number, type = 'about:blank', more: object = {}): Answered => ({
  status,
  headers: [['Content-Type', PROBLEM]],
  body: JSON.stringify({ type, title: 't', status, retryable: false, backoffStrategy: 'none', ...more }),
});

describe('what a client was given before', () => {
  it('lets the version of its manifest stay or grow, and never go back', () => {
    const on = judge();
    expect(say(on, {}, manifest(1))).toEqual([]);
    expect(say(on, {}, manifest(1))).toEqual([]);
    expect(say(on, {}, manifest(7, [deployment('a')]))).toEqual([]);
    expect(say(on, {}, manifest(6, [deployment('a')]))).toEqual(['DSM-007 fail']);
  });

  it('lets no version stay while the content changes, and only warns of the same in another document', () => {
    const on = judge();
    expect(say(on, {}, manifest(3, [deployment('a')]))).toEqual([]);
    expect(say(on, {}, manifest(3, [deployment('a', 'changed')]))).toEqual(['DSM-007 fail']);
    const other = judge();
    expect(say(other, {}, manifest(3, [deployment('a')]))).toEqual([]);
    expect(say(other, {}, manifest(3, [deployment('a')], digestOf('rebuilt')))).toEqual(['DSM-007 warn']);
  });

  it('lets 304 answer the current ETag only, and 200 every other one', () => {
    const on = judge();
    const [first, second] = [manifest(1), manifest(2, [deployment('a')])];
    expect(say(on, {}, first)).toEqual([]);
    expect(say(on, asking(tagOf(first)), UNCHANGED)).toEqual([]);
    expect(say(on, asking(tagOf(first)), first)).toEqual(['DSM-006 fail']);
    expect(say(on, asking(tagOf(first)), second)).toEqual([]);
    expect(say(on, asking(tagOf(first)), UNCHANGED)).toEqual(['DSM-006 fail']);
    expect(say(on, {}, UNCHANGED)).toEqual(['DSM-006 fail']);
    expect(say(on, asking(tagOf(second)), { ...UNCHANGED, body: 'x' })).toEqual(['DSM-006 fail']);
  });

  it('counts no longer once it is forgotten, or the client reads elsewhere', () => {
    const on = judge();
    say(on, {}, manifest(9, [deployment('a')]));
    on.forget(0);
    expect(say(on, {}, manifest(1))).toEqual([]);
    expect(say(on, { device: 1 }, manifest(2, [deployment('a')]))).toEqual([]);
  });

  it('is nobody else’s', () => {
    const on = judge();
    say(on, {}, manifest(1, [deployment('a')]));
    expect(say(on, { device: 1 }, manifest(1, [deployment('a')]))).toEqual(['GEN-008 fail']);
    expect(say(on, { device: 2 }, manifest(1, [deployment('b')]))).toEqual([]);
  });
});

describe('a refusal', () => {
  it('of what is listed is wrong where the manifest turns out to be the same, and right where it has changed', () => {
    const [a, later] = [deployment('a'), deployment('a', 'later')];
    const current = manifest(4, [a]);
    const fetch: Said = { operation: 'fetch', path: `/api/v1/deployments/${a.id}/${a.digest}` };
    const gone = problem(404, problemType('deployment-not-found'));
    const on = judge();
    say(on, {}, current);
    expect(say(on, fetch, gone)).toEqual([]);
    expect(say(on, {}, current)).toEqual(['DSM-012 fail']);
    const changed = judge();
    say(changed, {}, current);
    say(changed, fetch, gone);
    expect(say(changed, {}, manifest(5, [later]))).toEqual([]);
    expect(say(changed, {}, manifest(5, [later]))).toEqual([]);
  });

  it('of a status is wrong where its deployment is desired long after it', () => {
    const a = deployment('a');
    const current = manifest(4, [a]);
    const status: Said = { operation: 'status', method: 'POST', path: `/api/v1/deployments/${a.id}/status` };
    const on = judge();
    say(on, {}, current);
    expect(say(on, status, problem(404))).toEqual([]);
    expect(say(on, { ...asking(tagOf(current)), at: 5000 }, UNCHANGED)).toEqual([]);
    expect(say(on, { ...asking(tagOf(current)), at: 60_000 }, UNCHANGED)).toEqual(['STA-003 fail']);
    expect(say(on, { ...asking(tagOf(current)), at: 61_000 }, UNCHANGED)).toEqual([]);
  });

  it('that comes with advice to wait, or no answer at all, is nobody’s fault', () => {
    const on = judge();
    const busy = problem(503, 'about:blank', { retryable: true, backoffStrategy: 'exponential' });
    const advised = { ...busy, headers: [...(busy.headers ?? []), ['Retry-After', '2'] as const] };
    for (const operation of ['poll', 'fetch', 'status', 'report'] as const) {
      expect(say(on, { operation }, advised)).toEqual([]);
      expect(
        say(on, { operation }, { ...advised, status: 429, body: advised.body?.replace('503', '429') ?? '' }),
      ).toEqual([]);
      for (const failure of ['CONNECTION_CLOSED', 'CONNECTION_REFUSED', 'TIMED_OUT', 'TLS_FAILED', 'ABORTED'] as const)
        expect(say(on, { operation }, failure)).toEqual([]);
      expect(say(on, { operation }, { status: 502, body: '<html>' })).toEqual([]);
    }
    expect(say(on, {}, busy)).toEqual(['RTY-001 fail']);
    expect(say(on, {}, 'MALFORMED_RESPONSE')).toEqual(['GEN-004 fail']);
  });

  it('of an accepted client is wrong once it was served for long', () => {
    const on = judge();
    const denied = problem(403, problemType('not-authorized'));
    expect(say(on, {}, denied)).toEqual([]);
    say(on, { at: 1000 }, manifest(1));
    expect(say(on, { at: 2000 }, denied)).toEqual([]);
    expect(say(on, { at: 100_000 }, denied)).toEqual(['WIP-012 fail']);
    expect(say(on, { at: 100_000, isProper: false, identity: 'expired' }, denied)).toEqual([]);
  });

  it('is a problem document, judged alike however often it is the same', () => {
    const on = judge();
    const bare: Answered = { status: 404, headers: [['Content-Type', 'text/plain']], body: 'no' };
    const first = say(on, { operation: 'remove' }, bare);
    expect(first).toContain('ERR-001 fail');
    expect(say(on, { operation: 'remove', device: 5 }, bare)).toEqual(first);
  });
});

describe('statuses of success', () => {
  const report: Said = { operation: 'report', method: 'PUT' };

  it('tell a first report from a later one, unless one in between got no answer', () => {
    const on = judge();
    expect(say(on, report, { status: 200 })).toEqual(['CAP-006 fail']);
    expect(say(on, report, { status: 200 })).toEqual([]);
    expect(say(on, report, { status: 201 })).toEqual(['CAP-006 fail']);
    const other = judge();
    expect(say(other, report, 'TIMED_OUT')).toEqual([]);
    expect(say(other, report, { status: 200 })).toEqual([]);
  });

  it('of a deployment follow its reports, and either will do after a change', () => {
    const on = judge();
    const [a, changed] = [deployment('a'), deployment('a', 'changed')];
    const status: Said = { operation: 'status', method: 'POST', path: `/api/v1/deployments/${a.id}/status` };
    say(on, {}, manifest(1, [a]));
    expect(say(on, status, { status: 201 })).toEqual([]);
    expect(say(on, status, { status: 201 })).toEqual(['STA-003 fail']);
    say(on, {}, manifest(2, [changed]));
    expect(say(on, status, { status: 201 })).toEqual([]);
    const repeated = judge();
    say(repeated, {}, manifest(1, [a]));
    // The repetition of a request is heard of first.
    expect(say(repeated, { ...status, isProper: false }, { status: 200 })).toEqual([]);
    expect(say(repeated, status, { status: 201 })).toEqual([]);
    repeated.forget(0);
    say(repeated, {}, manifest(1, [a]));
    expect(say(repeated, status, { status: 200 })).toEqual([]);
    const late = judge();
    say(late, {}, manifest(1, [a]));
    expect(say(late, status, { status: 200 })).toEqual(['STA-003 warn']);
  });
});

describe('a caller who is not what it says', () => {
  it.each([
    ['expired', ['IDN-011 fail', 'TLS-004 fail']],
    ['unknown-authority', ['IDN-011 fail', 'TLS-004 fail', 'GEN-006 fail']],
    ['other-trust-domain', ['IDN-010 fail', 'WIP-010 fail', 'IDN-003 fail', 'TLS-005 fail']],
    ['other-device', []],
  ] as const)('is not served with the certificate %s', (identity, found) => {
    const on = judge();
    expect(say(on, { identity, isProper: false }, manifest(1))).toEqual(found);
    expect(say(on, { identity, isProper: false }, problem(403, problemType('not-authorized')))).toEqual([]);
    expect(say(on, { identity, isProper: false }, 'TLS_FAILED')).toEqual([]);
  });
});

describe('the hot path', () => {
  const head = (tag: string, more = ''): Uint8Array =>
    Buffer.from(`HTTP/1.1 304 Not Modified\r\nDate: ${new Date(0).toUTCString()}\r\nETag: ${tag}\r\n${more}\r\n`);
  const poll = (tag: string): Uint8Array =>
    Buffer.from(`GET /api/v1/deployments HTTP/1.1\r\nhost: wfm\r\nif-none-match: ${tag}\r\n\r\n`);
  const passes = (on: ExchangeJudge, device: number, request: Uint8Array, response: Uint8Array): boolean =>
    on.passes({ device, revision: '1.0.0-rc.3', request, response });

  it('passes what is unchanged, and is counted as judged', () => {
    const on = judge();
    const [own, another] = [manifest(1), manifest(1, [deployment('a')])];
    say(on, {}, own);
    say(on, { device: 1 }, another);
    for (let round = 0; round < 3; round += 1) {
      expect(passes(on, 0, poll(tagOf(own)), head(tagOf(own)))).toBe(true);
      expect(passes(on, 1, poll(tagOf(another)), head(tagOf(another)))).toBe(true);
    }
    expect(on.judgedRequirements()).toMatchObject({ 'DSM-006': 6 });
  });

  it('passes nothing that could be wrong: what is unknown, outdated, of another, or says other than before', () => {
    const on = judge();
    const [old, now] = [manifest(1), manifest(2, [deployment('a')])];
    expect(passes(on, 0, poll(tagOf(now)), head(tagOf(now)))).toBe(false);
    say(on, {}, old);
    say(on, {}, now);
    expect(passes(on, 0, poll(tagOf(now)), head(tagOf(now)))).toBe(true);
    expect(passes(on, 0, poll(tagOf(old)), head(tagOf(old)))).toBe(false);
    expect(passes(on, 0, poll(tagOf(now)), head(tagOf(old)))).toBe(false);
    expect(passes(on, 0, Buffer.from('GET / HTTP/1.1\r\n\r\n'), head(tagOf(now)))).toBe(false);
    expect(passes(on, 0, poll(tagOf(now)), head(tagOf(now), 'Cache-Control: public\r\n'))).toBe(false);
    expect(passes(on, 0, poll(tagOf(now)), head(tagOf(now), 'Cache-Control: private\r\n'))).toBe(true);
    on.forget(0);
    expect(passes(on, 0, poll(tagOf(now)), head(tagOf(now)))).toBe(false);
  });
});

describe('an exchange that is kept', () => {
  it('has no secrets in it', () => {
    const kept = judge().recorded(exchanged({ sent: [['Authorization', 'Bearer abc']] }, manifest(1)));
    expect(JSON.stringify(kept)).not.toContain('abc');
  });
});
