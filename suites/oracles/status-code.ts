import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { type Judgement, judgeThat } from './judgement.ts';

const EXCERPT_CHARACTERS = 200;

/** The request was accepted, with whatever status of success. */
export const isAccepted = ({ status }: WireResponse): boolean => status >= 200 && status < 300;

/** As {@link isAccepted}, for rules that leave the status to others. */
export const accepts = (response: WireResponse): Judgement =>
  judgeThat(isAccepted(response), 'a status of success', received(response));

/** The request was accepted, or refused with one of these, for rules that leave the choice to the WFM. */
export const acceptsOr = (response: WireResponse, ...refusals: readonly [number, ...number[]]): Judgement =>
  judgeThat(
    isAccepted(response) || refusals.includes(response.status),
    `a status of success, or ${refusals.join(' or ')}`,
    received(response),
  );

/** The status is one of those that the clause allows; the first bytes of any other answer help to see why. */
export function statusIs(response: WireResponse, ...allowed: readonly [number, ...number[]]): Judgement {
  return judgeThat(allowed.includes(response.status), `status ${allowed.join(' or ')}`, received(response));
}

function received({ status, body }: WireResponse): string {
  const excerpt = Buffer.from(body).toString('utf8', 0, EXCERPT_CHARACTERS).replaceAll(/\s+/g, ' ').trim();
  return `status ${status}${excerpt === '' ? '' : `: ${excerpt}`}`;
}
