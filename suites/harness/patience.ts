import { setTimeout as delay } from 'node:timers/promises';
import { type Exchange, header, type WireResponse } from '../../simulator/protocol/exchange.ts';
import type { ManagementClient } from '../../simulator/protocol/revision.ts';

const MAX_ATTEMPTS = 12;
const FALLBACK_WAIT_MS = 250;
/** As many as a client keeps connections: each of them may have been closed while it was idle. */
const MAX_RECONNECTIONS = 4;

/**
 * A client that behaves as the clauses ask of it: it waits out 429 and 503 as `Retry-After` says (RTY-004), because a
 * WFM may limit rates at any time, and it repeats a request whose kept-alive connection the WFM closed before it
 * answered, because any server may do that. `patienceMs` bounds the waiting of one call.
 */
export function patient(client: ManagementClient, patienceMs: number): ManagementClient {
  const wait = async (send: () => Promise<Exchange>): Promise<Exchange> => {
    const until = Date.now() + patienceMs;
    let reconnections = 0;
    for (let attempt = 1; ; attempt++) {
      const exchange = await send();
      const { outcome } = exchange;
      if (outcome.kind === 'failure') {
        if (outcome.failure.code !== 'CONNECTION_CLOSED' || reconnections === MAX_RECONNECTIONS) return exchange;
        reconnections += 1;
        continue;
      }
      const pause = pauseOf(outcome.response);
      if (pause === undefined || attempt === MAX_ATTEMPTS || Date.now() + pause > until) return exchange;
      await delay(pause);
    }
  };
  return {
    actor: client.actor,
    paths: client.paths,
    reportCapabilities: (...args) => wait(() => client.reportCapabilities(...args)),
    removeDevice: (...args) => wait(() => client.removeDevice(...args)),
    readDesiredState: (...args) => wait(() => client.readDesiredState(...args)),
    fetchDeployment: (...args) => wait(() => client.fetchDeployment(...args)),
    fetchBundle: (...args) => wait(() => client.fetchBundle(...args)),
    fetchReference: (...args) => wait(() => client.fetchReference(...args)),
    reportStatus: (...args) => wait(() => client.reportStatus(...args)),
    send: (...args) => wait(() => client.send(...args)),
    authenticated: (request) => client.authenticated(request),
    close: () => client.close(),
  };
}

/** Milliseconds that the WFM asks to wait; undefined where it does not ask. */
export function pauseOf({ status, headers }: WireResponse): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const value = header(headers, 'retry-after');
  if (value === undefined) return FALLBACK_WAIT_MS;
  if (/^\d+$/.test(value)) return Math.max(Number(value) * 1000, FALLBACK_WAIT_MS);
  const at = Date.parse(value);
  return Number.isNaN(at) ? FALLBACK_WAIT_MS : Math.max(at - Date.now(), FALLBACK_WAIT_MS);
}
