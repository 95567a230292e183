import { header, type WireResponse } from '../../../simulator/protocol/exchange.ts';
import { type Finding, warning } from './finding.ts';

const MAX_SKEW_MS = 30_000;

/** A clock that is off makes good SVIDs look expired or not yet valid. `now` in milliseconds since the epoch. */
export function clockFinding(response: WireResponse, now: number): Finding | undefined {
  const date = Date.parse(header(response.headers, 'date') ?? '');
  if (Number.isNaN(date) || Math.abs(now - date) <= MAX_SKEW_MS) return undefined;
  const seconds = Math.round((date - now) / 1000);
  return warning(
    'CLOCK_SKEW',
    `the WFM's clock is ${Math.abs(seconds)} s ${seconds < 0 ? 'behind' : 'ahead'}; identities may look expired or not yet valid to it, so set both clocks`,
  );
}
