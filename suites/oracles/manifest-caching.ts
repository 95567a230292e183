import { type HeaderList, headerValues } from '../../simulator/protocol/exchange.ts';
import type { RevisionTraits } from '../../simulator/protocol/revision.ts';
import { type CacheDirective, cacheDirectives } from './cache-control.ts';
import { all, type Judgement, judgeThat } from './judgement.ts';

type Visibility = RevisionTraits['artifactVisibility'];

/** A manifest changes: never believed for long, and, where what is a caller's is private, for no shared cache (DSM-019). */
export const cachedAsChanging = (headers: HeaderList, visibility: Visibility): Judgement =>
  visibility === 'private' ? cachedPrivately(headers) : cachedBriefly(headers, visibility);

const cachedPrivately = (headers: HeaderList): Judgement => {
  const directives = cacheDirectives(headers);
  return all(
    judgeThat(
      directives.some(({ name, argument }) => name === 'private' && argument === undefined) &&
        !directives.some(({ name }) => name === 'public'),
      'Cache-Control: private',
      received(headers),
    ),
    cachedBriefly(headers, 'private'),
  );
};

/** What holds for a 304 too, whose fields replace those that a cache has stored (RFC 9111, 3.2). */
export const cachedBriefly = (headers: HeaderList, visibility: Visibility): Judgement => {
  const directives = cacheDirectives(headers);
  const banned = visibility === 'private' ? ['immutable', 'public'] : ['immutable'];
  return judgeThat(
    !directives.some(({ name }) => banned.includes(name)) && longestAge(directives) < YEAR_SECONDS,
    `a Cache-Control without ${banned.join(', ')} and a very long max-age`,
    received(headers),
  );
};

/** The lifetime that the text prescribes for what never changes; whatever "very long" means, this is. */
const YEAR_SECONDS = 31_536_000;

/** Seconds that a cache may believe the manifest for; 0 where no max-age is given. */
export const lifetimeOf = (headers: HeaderList): number => longestAge(cacheDirectives(headers));

const longestAge = (directives: readonly CacheDirective[]): number =>
  Math.max(
    0,
    ...directives
      .filter(({ name, argument = '' }) => name === 'max-age' && /^\d+$/.test(argument))
      .map(({ argument }) => Number(argument)),
  );

const received = (headers: HeaderList): string =>
  `Cache-Control: ${headerValues(headers, 'cache-control').join(' | ') || 'none'}`;
