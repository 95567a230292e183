import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberOnlyIn12, sameInOneYaml } from './yaml-1-1.ts';

describe('texts that only YAML 1.2 reads as numbers', () => {
  it.each([
    ['09', 9],
    ['0o17', 15],
    ['1e3', 1000],
    ['1.5e3', 1500],
    ['-2E4', -20000],
  ])('%s is text in YAML 1.1 and %d in YAML 1.2', (text, number) => {
    expect(numberOnlyIn12(text)).toBe(number);
  });

  it.each([
    '017',
    '0x1F',
    '12',
    '-7',
    '1.5',
    '.5',
    '1.5e+3',
    'yes',
    '',
    ' 09',
    '1_000',
    '12:30',
    'null',
    '.inf',
    '[1]',
  ])('%s is none', (text) => {
    expect(numberOnlyIn12(text)).toBeUndefined();
  });

  it('are all digits behind a zero that are not octal', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[-+]?0[0-7]{0,4}[89][0-9]{0,4}$/), (digits) => {
        expect(numberOnlyIn12(digits)).toBe(Number(digits));
      }),
    );
  });
});

describe('values that are the same in one YAML or the other', () => {
  it.each([
    [{ a: ['09', 1] }, { a: [9, 1] }],
    [{ '1e3': 'x' }, { 1000: 'x' }],
    [null, null],
  ])('%j can be read as %j', (wanted, received) => {
    expect(sameInOneYaml(received, wanted)).toBe(true);
  });

  it.each([
    [{ a: '1.0' }, { a: 1 }],
    [{ a: '09' }, { a: 8 }],
    [{ a: 1 }, { a: '1' }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1 }, { b: 1 }],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [['a'], { 0: 'a' }],
    ['yes', true],
  ])('%j cannot be read as %j', (wanted, received) => {
    expect(sameInOneYaml(received, wanted)).toBe(false);
  });

  it('are different where a member is missing', () => {
    expect(sameInOneYaml(undefined, null)).toBe(false);
  });
});
