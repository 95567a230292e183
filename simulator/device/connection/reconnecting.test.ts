import { describe, expect, it } from 'vitest';
import type { Exchange, Outcome, WireFailureCode } from '../../protocol/exchange.ts';
import { rc3Paths } from '../../protocol/rc3/paths.ts';
import type { AnyRequest, ManagementClient } from '../../protocol/revision.ts';
import { reconnecting } from './reconnecting.ts';

const failed = (code: WireFailureCode): Outcome => ({ kind: 'failure', failure: { code, message: '' } });
const ANSWERED: Outcome = {
  kind: 'response',
  response: { status: 200, statusText: 'OK', headers: [], body: new Uint8Array() },
};

/** A client whose requests come out as told, one after the other. */
function scripted(outcomes: readonly Outcome[]): { readonly client: ManagementClient; readonly sent: string[] } {
  const sent: string[] = [];
  const left = [...outcomes];
  const exchange = (name: string) => async (): Promise<Exchange> => {
    sent.push(name);
    const request = { method: 'GET', path: '/', headers: [], body: null };
    return { actor: '', origin: '', request, startedAt: 0, durationMs: 0, outcome: left.shift() ?? ANSWERED };
  };
  const client = {
    actor: 'device',
    paths: rc3Paths,
    reportCapabilities: exchange('report capabilities'),
    removeDevice: exchange('remove device'),
    readDesiredState: exchange('read desired state'),
    fetchDeployment: exchange('fetch deployment'),
    fetchBundle: exchange('fetch bundle'),
    fetchReference: exchange('fetch reference'),
    reportStatus: exchange('report status'),
    send: exchange('send'),
    authenticated: (request: AnyRequest) => Promise.resolve(request),
    close: async () => undefined,
  };
  return { client, sent };
}

describe('a connection that was closed before the answer', () => {
  it('is made anew, and the request repeated once', async () => {
    const { client, sent } = scripted([failed('CONNECTION_CLOSED')]);
    const { outcome } = await reconnecting(client).readDesiredState();
    expect([outcome.kind, sent.length]).toEqual(['response', 2]);
    const dead = scripted([failed('CONNECTION_CLOSED'), failed('CONNECTION_CLOSED')]);
    expect((await reconnecting(dead.client).removeDevice('a')).outcome.kind).toBe('failure');
    expect(dead.sent).toHaveLength(2);
  });

  it('ends a status, which is not idempotent', async () => {
    const { client, sent } = scripted([failed('CONNECTION_CLOSED')]);
    expect((await reconnecting(client).reportStatus('a', new Uint8Array())).outcome.kind).toBe('failure');
    expect(sent).toEqual(['report status']);
  });

  it.each(['CONNECTION_REFUSED', 'TLS_FAILED', 'TIMED_OUT'] as const)('is not %s, which is no reason', async (code) => {
    const { client, sent } = scripted([failed(code)]);
    expect((await reconnecting(client).readDesiredState()).outcome).toEqual(failed(code));
    expect(sent).toHaveLength(1);
  });
});
