import type { Exchange } from '../protocol/exchange.ts';
import type { Enrolment } from '../protocol/revision.ts';

/** The origins that exchanges went to, each once, in the order of the first contact; failed attempts count. */
export const contactedOrigins = (exchanges: readonly Exchange[]): readonly string[] => [
  ...new Set(exchanges.map(({ origin }) => origin)),
];

/** The origins that an enrolment names besides the endpoint: parts of the same WFM, because it says so itself. */
export function handedOutOrigins(enrolment: Enrolment): readonly string[] {
  if (enrolment.kind !== 'oauth') return [];
  const { tokenUrl, repository } = enrolment;
  return [...new Set([tokenUrl, ...(repository ? [repository.url] : [])].map((url) => new URL(url).origin))];
}
