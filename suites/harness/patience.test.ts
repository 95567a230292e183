import { describe, expect, it } from 'vitest';
import type { Exchange, Outcome } from '../../simulator/protocol/exchange.ts';
import { rc3Paths } from '../../simulator/protocol/rc3/paths.ts';
import type { ManagementClient } from '../../simulator/protocol/revision.ts';
import { broken, HOLDS } from '../oracles/judgement.ts';
import { patient } from './patience.ts';
import { eventually } from './waiting.ts';

const answer = (status: number, headers: readonly (readonly [string, string])[] = []): Outcome => ({
  kind: 'response',
  response: { status, statusText: '', headers, body: new Uint8Array() },
});
const closed: Outcome = { kind: 'failure', failure: { code: 'CONNECTION_CLOSED', message: 'closed' } };
const late: Outcome = { kind: 'failure', failure: { code: 'TIMED_OUT', message: 'late' } };

/** A client that gets these outcomes one after the other, the last one for ever. */
function scripted(outcomes: readonly [Outcome, ...Outcome[]]) {
  let calls = 0;
  const send = async (): Promise<Exchange> => {
    const outcome = outcomes[Math.min(calls, outcomes.length - 1)] ?? outcomes[0];
    calls += 1;
    const request = { method: 'GET', path: '/', headers: [], body: null };
    return { actor: 'w', origin: 'https://a.example', request, startedAt: 0, durationMs: 0, outcome };
  };
  const client: ManagementClient = {
    actor: 'w',
    paths: rc3Paths,
    reportCapabilities: send,
    removeDevice: send,
    readDesiredState: send,
    fetchDeployment: send,
    fetchBundle: send,
    fetchReference: send,
    reportStatus: send,
    send,
    authenticated: async (request) => request,
    close: async () => undefined,
  };
  return { client, calls: () => calls };
}

describe('a patient client', () => {
  it.each<readonly [what: string, outcomes: readonly [Outcome, ...Outcome[]], calls: number, last: Outcome]>([
    ['takes an answer', [answer(200)], 1, answer(200)],
    ['waits out a rate limit', [answer(429, [['Retry-After', '0']]), answer(503), answer(200)], 3, answer(200)],
    [
      'waits until a date that has passed',
      [answer(503, [['retry-after', 'Thu, 01 Jan 1970 00:00:00 GMT']]), answer(200)],
      2,
      answer(200),
    ],
    [
      'does not wait longer than it may',
      [answer(429, [['retry-after', '3600']])],
      1,
      answer(429, [['retry-after', '3600']]),
    ],
    ['connects once more for each connection that may have been closed', [closed, closed, answer(200)], 3, answer(200)],
    ['gives up where every connection is closed', [closed], 5, closed],
    ['does not repeat what took too long', [late, answer(200)], 1, late],
    ['takes an error as it is', [answer(500)], 1, answer(500)],
  ])('%s', async (_what, outcomes, calls, last) => {
    const script = scripted(outcomes);
    const exchange = await patient(script.client, 2000).readDesiredState();
    expect([exchange.outcome, script.calls()]).toEqual([last, calls]);
  });
});

describe('waiting', () => {
  it('ends when it holds, when the time is up with the last word, or when it is told to', async () => {
    let probes = 0;
    const third = await eventually(60_000, async () => (++probes < 3 ? broken('a', 'b') : HOLDS));
    expect([third, probes]).toEqual([HOLDS, 3]);
    expect(await eventually(30, async () => broken('a', 'still b'))).toEqual(broken('a', 'still b'));
    const stop = new AbortController();
    const stopped = eventually(600_000, async () => broken('a', 'b'), stop.signal);
    stop.abort();
    expect(await stopped).toEqual(broken('a', 'b'));
  });
});
