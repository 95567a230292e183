import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { check } from '../harness/check.ts';
import type { Trial } from '../harness/trial.ts';
import { NotApplicable } from '../harness/verdict.ts';
import { isProblemDocument } from '../oracles/problem-document.ts';
import { advisesToWait } from '../oracles/retry-advice.ts';

/** Enough for a rate limit of everyday size, and no load for a server without one. */
const BURST = 60;

/** What a client gets that asks many times at once and does not wait. */
async function burst(trial: Trial, statuses: readonly number[]): Promise<readonly WireResponse[]> {
  const client = await trial.client();
  const exchanges = await Promise.all(Array.from({ length: BURST }, () => client.raw.readDesiredState()));
  const found = exchanges.flatMap(({ outcome }) =>
    outcome.kind === 'response' && statuses.includes(outcome.response.status) ? [outcome.response] : [],
  );
  if (found.length === 0)
    throw new NotApplicable(`none of ${BURST} requests at once was answered with ${statuses.join(' or ')}`);
  return found;
}

check(
  {
    id: 'errors/overload-says-when-to-come-back',
    title: 'A 429 or 503 has Retry-After and says that the request can be repeated, with growing pauses',
    requirements: ['RTY-001', 'ERR-001'],
    exclusive: true,
  },
  async (trial) => {
    for (const response of await burst(trial, [429, 503])) {
      trial.judge('RTY-001', advisesToWait(response));
      trial.judge('ERR-001', isProblemDocument(response));
    }
  },
);

check(
  {
    id: 'errors/fault-says-when-to-come-back',
    title: 'A 500 has Retry-After and says that the request can be repeated, with growing pauses',
    requirements: ['RTY-002'],
    exclusive: true,
  },
  async (trial) => {
    for (const response of await burst(trial, [500])) trial.judge('RTY-002', advisesToWait(response));
  },
);
