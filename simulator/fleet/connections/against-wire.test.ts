import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../protocol/exchange.ts';
import { Wire } from '../../protocol/wire.ts';
import { FleetConnections } from './fleet-connections.ts';
import { answers, cuts } from './testing/answers.test-support.ts';
import { aConnectionPlan } from './testing/connection-plan.test-support.ts';
import { cutAt, inPieces, rawServer } from './testing/raw-server.test-support.ts';

const LIMITS = { requestMs: 5000, maxBodyBytes: 200 };
const REQUEST = { method: 'GET', path: '/', headers: [], body: null };

/** undici says of a cut answer that it is malformed, and of a malformed one that it is cut, where the connection was to end with it. */
const UNDECIDED = /INVALID_EOF_STATE|Invalid EOF state|CONTENT_LENGTH_MISMATCH/;

function comparable(outcome: Outcome): unknown {
  if (outcome.kind === 'failure') return UNDECIDED.test(outcome.failure.message) ? ENDED : outcome.failure.code;
  const { status, statusText, headers, body } = outcome.response;
  // undici leaves the space after a value on it, which is no part of it (RFC 9112, 5.1).
  const fields = headers.map(([name, value]) => [name, value.trimEnd()]);
  return { status, statusText, fields, body: Buffer.from(body).toString('latin1') };
}

const ENDED: unknown = expect.stringMatching(/^(CONNECTION_CLOSED|MALFORMED_RESPONSE)$/);

describe('the fleet and the general client', () => {
  it('make the same of whatever a server answers', async () => {
    let script: readonly Buffer[] = [];
    await using server = await rawServer(async (socket) => {
      await inPieces(socket, script);
      socket.end();
    });
    let responses = 0;
    await fc.assert(
      fc.asyncProperty(answers, cuts, async (answer, where) => {
        script = cutAt(answer, where);
        const general = { origin: server.origin, anchors: '', actor: 'device', limits: LIMITS, connections: 1 };
        const wire = new Wire({ ...general, onExchange: undefined });
        const fleet = new FleetConnections({
          endpoint: new URL(server.origin),
          anchors: '',
          plan: aConnectionPlan(),
          limits: LIMITS,
        });
        const connection = fleet.of({ actor: 'device', credential: null });
        const [theirs, ours] = await Promise.all([wire.send(REQUEST), connection.send(REQUEST)]);
        await Promise.all([wire.close(), fleet.close()]);
        expect(comparable(ours.outcome)).toEqual(comparable(theirs.outcome));
        if (ours.outcome.kind === 'response') responses += 1;
      }),
      { numRuns: 150 },
    );
    expect(responses).toBeGreaterThan(10);
  });
});
