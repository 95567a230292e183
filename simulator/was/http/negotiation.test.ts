import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accepts, acceptsGzip } from './accept.ts';
import { matchesIfNoneMatch } from './if-none-match.ts';

const TYPE = 'application/vnd.margo.manifest.v1+json';

describe('Accept', () => {
  it.each([
    [undefined, true],
    ['', true],
    ['*/*', true],
    ['application/*;q=0.1', true],
    [`text/html, ${TYPE.toUpperCase()}; q=0.5`, true],
    [`${TYPE};q=0, */*`, false],
    ['application/*;q=0, */*', false],
    ['application/json', false],
    ['text/*', false],
    ['nonsense', false],
  ])('%s: %s', (field, accepted) => {
    expect(accepts(field, TYPE)).toBe(accepted);
  });
});

describe('Accept-Encoding', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['identity', false],
    ['br, gzip;q=0.2', true],
    ['*', true],
    ['gzip;q=0, *', false],
  ])('%s: %s', (field, accepted) => {
    expect(acceptsGzip(field)).toBe(accepted);
  });
});

describe('If-None-Match', () => {
  const opaque = fc.stringMatching(/^[!#-~]{0,20}$/).map((text) => `"${text}"`);
  const weak = fc.boolean().map((is) => (is ? 'W/' : ''));
  const fields = fc.array(fc.tuple(weak, opaque).map(([weakness, tag]) => weakness + tag));

  it('matches a list exactly when the tag is one of its members', () => {
    fc.assert(
      fc.property(fields, opaque, fc.boolean(), (tags, current, included) => {
        const list = included ? [...tags, `W/${current}`] : tags.filter((tag) => !tag.endsWith(current));
        expect(matchesIfNoneMatch(list.join(', '), current)).toBe(included);
      }),
    );
  });

  it.each([
    [undefined, false],
    ['*', true],
    ['abc', false],
    ['"abc', false],
  ])('%s: %s', (field, matches) => {
    expect(matchesIfNoneMatch(field, '"abc"')).toBe(matches);
  });
});
