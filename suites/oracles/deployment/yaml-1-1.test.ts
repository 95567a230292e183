import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberOnlyIn12 } from './yaml-1-1.ts';

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
