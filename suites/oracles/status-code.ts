import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import type { Refusals } from '../../simulator/protocol/revision.ts';
import { type Judgement, judgeThat } from './judgement.ts';

const EXCERPT_CHARACTERS = 200;

/** The request was accepted, with whatever status of success. */
export const isAccepted = ({ status }: WireResponse): boolean => status >= 200 && status < 300;

/** As {@link isAccepted}, for rules that leave the status to others. */
export const accepts = (response: WireResponse): Judgement =>
  judgeThat(isAccepted(response), 'a status of success', received(response));

/** The request was refused with one of these, or with one of the further ones. */
export const refusedWith = (response: WireResponse, refusals: Refusals, ...further: readonly number[]): Judgement =>
  judgeThat(isRefusal(response, refusals, further), named(refusals, further), received(response));

/** The request was accepted, or refused with one of these, for rules that leave the choice to the WFM. */
export const acceptsOr = (response: WireResponse, refusals: Refusals, ...further: readonly number[]): Judgement =>
  judgeThat(
    isAccepted(response) || isRefusal(response, refusals, further),
    `a status of success, or ${named(refusals, further)}`,
    received(response),
  );

const isRefusal = ({ status }: WireResponse, refusals: Refusals, further: readonly number[]): boolean =>
  refusals === 'any' ? status >= 400 && status < 600 : [...refusals, ...further].includes(status);

const named = (refusals: Refusals, further: readonly number[]): string =>
  refusals === 'any' ? 'a status of an error' : `status ${[...new Set([...refusals, ...further])].join(' or ')}`;

/** The status is one of those that the clause allows; the first bytes of any other answer help to see why. */
export function statusIs(response: WireResponse, ...allowed: readonly number[]): Judgement {
  return judgeThat(allowed.includes(response.status), `status ${allowed.join(' or ')}`, received(response));
}

function received({ status, body }: WireResponse): string {
  const excerpt = Buffer.from(body).toString('utf8', 0, EXCERPT_CHARACTERS).replaceAll(/\s+/g, ' ').trim();
  return `status ${status}${excerpt === '' ? '' : `: ${excerpt}`}`;
}
