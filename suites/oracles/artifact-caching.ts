import { type HeaderList, headerValues } from '../../simulator/protocol/exchange.ts';
import type { RevisionTraits } from '../../simulator/protocol/revision.ts';
import { type CacheDirective, cacheDirectives } from './cache-control.ts';
import { type Judgement, judgeThat } from './judgement.ts';

/** The lifetime that the specification gives what is addressed by its content, in seconds: a year. */
const ARTIFACT_MAX_AGE = 31_536_000;

/** What would take back one of the directives. */
const CONTRADICTIONS = ['no-store', 'no-cache'];

/**
 * The visibility, max-age of a year and immutable, in any order; nothing that contradicts them (DSA-004). Where artifacts
 * may be public, they may be private as well (G-76).
 */
export function cachedForGood(headers: HeaderList, visibility: RevisionTraits['artifactVisibility']): Judgement {
  const directives = cacheDirectives(headers);
  const all = (name: string) => directives.filter((directive) => directive.name === name);
  const ages = all('max-age').map(({ argument }) => argument ?? '');
  const holds =
    isVisible(all('private'), all('public'), visibility) &&
    all('immutable').length > 0 &&
    ages.length > 0 &&
    ages.every((age) => /^\d+$/.test(age) && Number(age) === ARTIFACT_MAX_AGE) &&
    CONTRADICTIONS.every((name) => all(name).length === 0);
  return judgeThat(
    holds,
    `Cache-Control: ${visibility}, max-age=${ARTIFACT_MAX_AGE}, immutable`,
    `Cache-Control: ${headerValues(headers, 'cache-control').join(' | ') || 'none'}`,
  );
}

/** `private="field"` speaks of single fields only (RFC 9111, 5.2.2.7). */
function isVisible(
  asPrivate: readonly CacheDirective[],
  asPublic: readonly CacheDirective[],
  visibility: RevisionTraits['artifactVisibility'],
): boolean {
  const isPrivate = asPrivate.some(({ argument }) => argument === undefined);
  return visibility === 'private' ? isPrivate && asPublic.length === 0 : isPrivate !== asPublic.length > 0;
}
