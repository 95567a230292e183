import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentOf } from './environment.ts';

const names = fc
  .stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,20}$/)
  .filter((name) => !/^(PATH|HOME|TMPDIR|LD|DOCKER|COMPOSE|BUILDKIT|PYTHON|GODEBUG)/.test(name));

describe('parameters as an environment', () => {
  it('keep text as it is', () => {
    fc.assert(
      fc.property(names, fc.string({ unit: 'grapheme' }), (pointer, value) => {
        const text = value.replaceAll('\0', '');
        expect(environmentOf([{ pointer, value: text }])).toEqual({ [pointer]: text });
      }),
    );
  });

  it('write numbers and booleans as JSON does', () => {
    const values = fc.oneof(fc.boolean(), fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(names, values, (pointer, value) => {
        const text = environmentOf([{ pointer, value }])[pointer];
        expect(text).toBe(JSON.stringify(value));
      }),
    );
  });

  it('keep integers beyond what a double holds', () => {
    fc.assert(
      fc.property(fc.bigInt(), (value) => {
        expect(environmentOf([{ pointer: 'N', value }])).toEqual({ N: value.toString() });
      }),
    );
  });

  it('of two values for one name take the later', () => {
    const values = [
      { pointer: 'A', value: 'first' },
      { pointer: 'A', value: 'second' },
    ];
    expect(environmentOf(values)).toEqual({ A: 'second' });
  });

  it.each(['', '1A', 'a-b', 'ENV.A', 'A B', 'A\n', 'Ä', '__proto__.x'])('refuse the name %j', (pointer) => {
    expect(() => environmentOf([{ pointer, value: '' }])).toThrow(/is no name of an environment variable/);
  });

  it.each([
    [null, /^A is null; /],
    [[1n, 'secret'], /^A is a list; /],
    [{ password: 'secret' }, /^A is an object; /],
  ])('refuse a structure or nothing, without telling it', (value, message) => {
    expect(() => environmentOf([{ pointer: 'A', value }])).toThrow(message);
  });

  it('take __proto__ for a name like any other', () => {
    expect(Object.entries(environmentOf([{ pointer: '__proto__', value: 'x' }]))).toEqual([['__proto__', 'x']]);
  });

  it.each(['\ud800', 'a\0'])('refuse text that no variable can hold: %j', (value) => {
    expect(() => environmentOf([{ pointer: 'A', value }])).toThrow(/A is text that no environment variable can hold/);
  });
});
