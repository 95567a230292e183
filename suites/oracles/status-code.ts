import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { type Judgement, judgeThat } from './judgement.ts';

const EXCERPT_CHARACTERS = 200;

/** The status is one of those that the clause allows; the first bytes of any other answer help to see why. */
export function statusIs(response: WireResponse, ...allowed: readonly [number, ...number[]]): Judgement {
  const excerpt = Buffer.from(response.body).toString('utf8', 0, EXCERPT_CHARACTERS);
  return judgeThat(
    allowed.includes(response.status),
    `status ${allowed.join(' or ')}`,
    `status ${response.status}${excerpt === '' ? '' : `: ${excerpt}`}`,
  );
}
