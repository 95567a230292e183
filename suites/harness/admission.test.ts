import { describe, expect, it } from 'vitest';
import type { Exchange, Outcome } from '../../simulator/protocol/exchange.ts';
import { letIn } from './admission.ts';

const answer = (status: number): Outcome => ({
  kind: 'response',
  response: { status, statusText: '', headers: [], body: new Uint8Array() },
});
const closed: Outcome = { kind: 'failure', failure: { code: 'CONNECTION_CLOSED', message: 'the other side closed' } };

/** Meets these outcomes in turn, the last one for ever; tells how often it asked. */
function endpoint(...outcomes: readonly [Outcome, ...Outcome[]]) {
  let reads = 0;
  const readDesiredState = async (): Promise<Exchange> => {
    const outcome = outcomes[Math.min(reads++, outcomes.length - 1)] ?? outcomes[0];
    const request = { method: 'GET', path: '/api/v1/deployments', headers: [], body: null };
    return { actor: 'w-1', origin: 'https://127.0.0.1', request, startedAt: 0, durationMs: 0, outcome };
  };
  return { readDesiredState, reads: () => reads };
}

describe('an admission that takes its time', () => {
  it('is waited for, however the client is refused until then', async () => {
    const api = endpoint(answer(403), closed, answer(401), answer(200));
    expect(await letIn(api, 10_000)).toMatchObject({ outcome: answer(200) });
    expect(api.reads()).toBe(4);
  });

  it('ends with any other answer, right or wrong', async () => {
    const api = endpoint(answer(500));
    await letIn(api, 10_000);
    expect(api.reads()).toBe(1);
  });

  it('is given up when it never comes, without an error', async () => {
    const api = endpoint(answer(403));
    await letIn(api, 30);
    expect(api.reads()).toBeGreaterThan(1);
  });
});
