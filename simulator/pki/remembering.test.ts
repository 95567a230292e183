import { expect, it } from 'vitest';
import { remembering } from './remembering.ts';

it('makes something once of the same certificate, whether it comes as text or as bytes', () => {
  const made: string[] = [];
  const make = remembering(2, (certificate) => made.push(String(certificate)));
  expect([make('a'), make('a'), make(Buffer.from('a')), make('b')]).toEqual([1, 1, 1, 2]);
});

it('forgets what was asked for longest ago', () => {
  const made: string[] = [];
  const make = remembering(2, (certificate) => made.push(String(certificate)));
  for (const certificate of ['a', 'b', 'a', 'c', 'a', 'b']) make(certificate);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});

it('does not remember what threw', () => {
  let wrong = true;
  const make = remembering(2, (certificate) => {
    if (wrong) throw new TypeError('not yet');
    return certificate;
  });
  expect(() => make('a')).toThrow('not yet');
  wrong = false;
  expect(make('a')).toBe('a');
});
