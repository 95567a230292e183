import { type HeaderList, headerValues } from '../../simulator/protocol/exchange.ts';
import { cacheDirectives } from './cache-control.ts';
import { type Judgement, judgeThat } from './judgement.ts';

/** The lifetime that the specification gives what is addressed by its content, in seconds: a year. */
const ARTIFACT_MAX_AGE = 31_536_000;

/** What would take back one of the three directives. */
const CONTRADICTIONS = ['public', 'no-store', 'no-cache'];

/** private, max-age of a year and immutable, in any order; nothing that contradicts them (DSA-004). */
export function cachedForGood(headers: HeaderList): Judgement {
  const directives = cacheDirectives(headers);
  const all = (name: string) => directives.filter((directive) => directive.name === name);
  const ages = all('max-age').map(({ argument }) => argument ?? '');
  const holds =
    // `private="field"` speaks of single fields only (RFC 9111, 5.2.2.7).
    all('private').some(({ argument }) => argument === undefined) &&
    all('immutable').length > 0 &&
    ages.length > 0 &&
    ages.every((age) => /^\d+$/.test(age) && Number(age) === ARTIFACT_MAX_AGE) &&
    CONTRADICTIONS.every((name) => all(name).length === 0);
  return judgeThat(
    holds,
    `Cache-Control: private, max-age=${ARTIFACT_MAX_AGE}, immutable`,
    `Cache-Control: ${headerValues(headers, 'cache-control').join(' | ') || 'none'}`,
  );
}
