import { type HeaderList, headerValues } from '../../simulator/protocol/exchange.ts';
import { type CacheDirective, cacheDirectives } from './cache-control.ts';
import { all, type Judgement, judgeThat } from './judgement.ts';

/** A manifest changes and is its caller's alone: private, for no shared cache, and never believed for long (DSM-019). */
export const cachedPrivately = (headers: HeaderList): Judgement => {
  const directives = cacheDirectives(headers);
  return all(
    judgeThat(
      directives.some(({ name, argument }) => name === 'private' && argument === undefined) &&
        !directives.some(({ name }) => name === 'public'),
      'Cache-Control: private',
      received(headers),
    ),
    cachedBriefly(headers),
  );
};

/** What holds for a 304 too, whose fields replace those that a cache has stored (RFC 9111, 3.2). */
export const cachedBriefly = (headers: HeaderList): Judgement => {
  const directives = cacheDirectives(headers);
  return judgeThat(
    !directives.some(({ name }) => name === 'immutable' || name === 'public') && longestAge(directives) < YEAR_SECONDS,
    'a Cache-Control without public, immutable and a very long max-age',
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
