import type { Exchange, WireResponse } from '../../simulator/protocol/exchange.ts';
import { stringifyJson } from '../../simulator/protocol/json.ts';
import { hostCapabilities } from '../harness/arbitraries/capabilities.ts';
import { HOSTILE_BODIES } from '../harness/arbitraries/hostile-bodies.ts';
import { check } from '../harness/check.ts';
import { NotApplicable } from '../harness/verdict.ts';
import { isProblemDocument } from '../oracles/problem-document.ts';
import { advisesToWait } from '../oracles/retry-advice.ts';

/** Enough for a rate limit of everyday size, and no load for a server without one. */
const BURST = 60;
/** How long a body that leads to a fault may take to do so. */
const PATIENCE_MS = 3_000;

/** The answers with one of these statuses; without one the condition did not occur. */
function answersWith(exchanges: readonly Exchange[], ...statuses: readonly number[]): readonly WireResponse[] {
  const found = exchanges.flatMap(({ outcome }) =>
    outcome.kind === 'response' && statuses.includes(outcome.response.status) ? [outcome.response] : [],
  );
  if (found.length > 0) return found;
  throw new NotApplicable(`none of ${exchanges.length} requests was answered with ${statuses.join(' or ')}`);
}

check(
  {
    id: 'errors/overload-says-when-to-come-back',
    title: 'A 429 or 503 has Retry-After and says that the request can be repeated, with growing pauses',
    requirements: ['RTY-001', 'ERR-001'],
    exclusive: true,
  },
  async (trial) => {
    const client = await trial.client();
    const exchanges = await Promise.all(Array.from({ length: BURST }, () => client.raw.readDesiredState()));
    for (const response of answersWith(exchanges, 429, 503)) {
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
    const client = await trial.client();
    const valid = stringifyJson(trial.sample(hostCapabilities('device-1')));
    const exchanges = await Promise.all(
      HOSTILE_BODIES.map(({ bytes, headers = {} }) =>
        client.raw.reportCapabilities('device-1', bytes(valid), { headers, signal: AbortSignal.timeout(PATIENCE_MS) }),
      ),
    );
    for (const response of answersWith(exchanges, 500)) trial.judge('RTY-002', advisesToWait(response));
  },
);
