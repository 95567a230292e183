import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, count, duration, jsonText, oneLine, shellWord, visible } from './text.ts';

describe('visible', () => {
  it('shows what a terminal or a reader would obey', () => {
    expect(visible('\u001b[2J\u0000\r\u007f\u202eabc\u200b\u0085')).toBe('␛[2J␀␍␡\\u202eabc\\u200b\\u0085');
  });

  it('leaves newline, tab and all that can be seen', () => {
    expect(visible('a\tb\nç 漢 🐝')).toBe('a\tb\nç 漢 🐝');
  });

  it('leaves no control character in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).not.toMatch(/[^\P{Cc}\t\n]|\p{Cs}|[\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe('clip and oneLine', () => {
  it('never exceed the length, never split a character, and keep what fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 40 }), (text, max) => {
        expect(clip(text, max).length).toBeLessThanOrEqual(max);
        expect(clip(text, max).isWellFormed()).toBe(true);
        if (text.length <= max) expect(clip(text, max)).toBe(text);
      }),
    );
  });

  it('make one line of any text', () => {
    expect(oneLine('  a\n\n b\u2028c\r\nd ', 40)).toBe('a b c d');
    expect(oneLine('x'.repeat(5_000_000), 10)).toBe('xxxxxxxxx…');
  });
});

describe('words', () => {
  it('count in the singular and the plural', () => {
    expect([count(0, 'check'), count(1, 'check'), count(2, 'nonconformity', 'nonconformities')]).toEqual([
      '0 checks',
      '1 check',
      '2 nonconformities',
    ]);
  });

  it('say a duration in the unit that fits', () => {
    expect([duration(840.4), duration(12_400), duration(185_000)]).toEqual(['840 ms', '12.4 s', '3 min 5 s']);
  });

  it('quote what a shell would read otherwise', () => {
    expect([shellWord('desired-state/etag'), shellWord("a'b; rm"), shellWord('')]).toEqual([
      'desired-state/etag',
      "'a'\\''b; rm'",
      "''",
    ]);
  });

  it('give JSON, or the plain form of what JSON cannot say', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect([jsonText({ a: 1 }, 99), jsonText(undefined, 99), jsonText(circle, 99)]).toEqual([
      '{\n  "a": 1\n}',
      'undefined',
      '[object Object]',
    ]);
  });
});
