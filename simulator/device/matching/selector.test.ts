import { anything, array, assert, constantFrom, double, integer, oneof, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../protocol/json.ts';
import { byLabel, byPointer } from './reference.ts';
import { selects } from './selector.ts';

const one = (key: string, operator: string, rest: object = {}): JsonValue => ({
  matchExpressions: [{ key, operator, ...rest }],
});
const device: JsonValue = {
  memory: '8 Gi',
  otelCollector: true,
  slots: 4,
  'a/b': { '~': 'tilde' },
  types: ['helm', 'compose'],
  interfaces: [{ type: 'ethernet' }, { type: 'wifi', band: 5 }],
};
const items = (...expressions: readonly object[]): object => ({ itemSelector: { matchExpressions: expressions } });
const ethernet = { key: '/type', operator: 'In', values: ['ethernet'] };
const wifi = { key: '/type', operator: 'In', values: ['wifi'] };
const band = { key: '/band', operator: 'Gt', values: [2] };

describe('operators on properties', () => {
  it.each<[string, JsonValue, boolean]>([
    ['In finds an equal string', one('/memory', 'In', { values: ['4 Gi', '8 Gi'] }), true],
    ['In minds case', one('/memory', 'In', { values: ['8 gi'] }), false],
    ['In minds the type', one('/slots', 'In', { values: ['4'] }), false],
    ['In takes one boolean', one('/otelCollector', 'In', { values: [true] }), true],
    ['In refuses two booleans', one('/otelCollector', 'In', { values: [true, false] }), false],
    ['In refuses mixed types', one('/slots', 'In', { values: [4, '4'] }), false],
    ['In refuses no values', one('/slots', 'In', { values: [] }), false],
    ['In is nothing for lists', one('/types', 'In', { values: ['helm'] }), false],
    ['NotIn needs another value', one('/slots', 'NotIn', { values: [5] }), true],
    ['NotIn fails on an equal one', one('/slots', 'NotIn', { values: [4] }), false],
    ['NotIn needs the key', one('/missing', 'NotIn', { values: [4] }), false],
    ['NotIn minds the type', one('/slots', 'NotIn', { values: ['x'] }), false],
    ['Exists', one('/interfaces', 'Exists'), true],
    ['Exists fails without the key', one('/missing', 'Exists'), false],
    ['Exists takes no values', one('/interfaces', 'Exists', { values: ['x'] }), false],
    ['DoesNotExist', one('/missing', 'DoesNotExist'), true],
    ['DoesNotExist fails on a key', one('/slots', 'DoesNotExist'), false],
    ['Gt', one('/slots', 'Gt', { values: [3] }), true],
    ['Gt is strict', one('/slots', 'Gt', { values: [4] }), false],
    ['Lt', one('/slots', 'Lt', { values: [5] }), true],
    ['Gt is nothing for texts', one('/memory', 'Gt', { values: [3] }), false],
    ['Gt takes one number', one('/slots', 'Gt', { values: [1, 2] }), false],
    ['ContainsAll finds one element', one('/interfaces', 'ContainsAll', items(wifi, band)), true],
    ['ContainsAll wants all in one element', one('/interfaces', 'ContainsAll', items(ethernet, band)), false],
    ['ContainsAny wants any', one('/interfaces', 'ContainsAny', items({ ...wifi, values: ['can'] }, ethernet)), true],
    [
      'ContainsAny fails without a match',
      one('/interfaces', 'ContainsAny', items({ ...wifi, values: ['can'] })),
      false,
    ],
    ['Contains takes no values', one('/interfaces', 'ContainsAny', { ...items(wifi), values: ['x'] }), false],
    ['Contains needs expressions', one('/interfaces', 'ContainsAll', items()), false],
    ['Contains needs a list', one('/memory', 'ContainsAny', items(wifi)), false],
    [
      'Contains reaches an element itself',
      one('/types', 'ContainsAny', items({ key: '', operator: 'In', values: ['helm'] })),
      true,
    ],
    ['the misprinted ContainersAny is no operator', one('/interfaces', 'ContainersAny', items(wifi)), false],
    ['an operator of the prototype is none', one('/interfaces', 'constructor'), false],
    ['a pointer is unescaped', one('/a~1b/~0', 'In', { values: ['tilde'] }), true],
    ['a pointer goes into lists', one('/interfaces/1/band', 'In', { values: [5] }), true],
    ['a pointer needs its slash', one('slots', 'Exists'), false],
    ['a pointer does not reach the prototype', one('/constructor', 'Exists'), false],
  ])('%s', (_name, selector, expected) => {
    expect(selects(selector, device, byPointer)).toBe(expected);
  });
});

describe('selectors', () => {
  it('find labels by the exact key, slashes included', () => {
    const labels = { 'example.org/line': 'a', 'example.org': { line: 'b' } };
    expect(selects(one('example.org/line', 'In', { values: ['a'] }), labels, byLabel)).toBe(true);
    expect(selects(one('/example.org/line', 'Exists'), labels, byLabel)).toBe(false);
    expect(selects(one('Example.org/line', 'Exists'), labels, byLabel)).toBe(false);
  });

  const scalar = oneof(string(), integer(), double({ noNaN: true, noDefaultInfinity: true }));

  it('In and NotIn exclude each other, and one holds wherever the type fits', async () => {
    await assert(
      property(scalar, array(scalar, { minLength: 1 }), (value, values) => {
        const inside = selects(one('/v', 'In', { values }), { v: value }, byPointer);
        const outside = selects(one('/v', 'NotIn', { values }), { v: value }, byPointer);
        const fits = values.every((item) => typeof item === typeof value);
        expect([inside && outside, inside || outside]).toEqual([false, fits]);
        expect(inside).toBe(fits && values.includes(value));
      }),
      { seed: 2 },
    );
  });

  it('hold where all of their expressions hold', async () => {
    const expression = record({
      key: constantFrom('/slots', '/missing'),
      operator: constantFrom('Exists', 'DoesNotExist'),
    });
    await assert(
      property(array(expression), (matchExpressions) => {
        const each = matchExpressions.map((item) => selects({ matchExpressions: [item] }, device, byPointer));
        expect(selects({ matchExpressions }, device, byPointer)).toBe(each.every(Boolean));
      }),
      { seed: 2 },
    );
  });

  it('answer anything with true or false', async () => {
    await assert(
      property(anything({ withBigInt: true }), string(), string(), (values, key, operator) => {
        const selector: JsonValue = JSON.parse(
          JSON.stringify({ matchExpressions: [{ key, operator, values }] }, (_name, item: unknown) =>
            typeof item === 'bigint' ? Number(item) : item,
          ),
        );
        expect(typeof selects(selector, device, byPointer)).toBe('boolean');
      }),
      { seed: 2 },
    );
  });
});
