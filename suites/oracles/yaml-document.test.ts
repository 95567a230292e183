import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type JsonValue, jsonEquals, toJson } from '../../simulator/protocol/json.ts';
import { MAX_YAML_BYTES, readYaml, readYamlStream } from './yaml-document.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const valueIn = (text: string): JsonValue => {
  const read = readYaml(bytes(text));
  if ('wrong' in read) throw new TypeError(JSON.stringify(read.wrong));
  return read.value;
};

const bomb = (): string => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level++)
    lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
  return lines.join('\n');
};

describe('a YAML document', () => {
  it('has the same value in any style', () => {
    const object = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue(), { noNullPrototype: true });
    fc.assert(
      fc.property(
        object,
        fc.constantFrom('BLOCK_LITERAL', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'PLAIN'),
        fc.boolean(),
        (value, defaultStringType, flow) => {
          const expected = toJson(value);
          const yaml = flow ? JSON.stringify(value, undefined, 1) : stringify(value, { defaultStringType });
          expect(jsonEquals(valueIn(yaml), expected)).toBe(true);
        },
      ),
    );
  });

  it('can have comments, a start and an end, a byte order mark, anchors and carriage returns', () => {
    expect(valueIn('\ufeff%YAML 1.2\r\n---\r\n# c\r\na: &x {b: 1}\r\nc: *x\r\n...\r\n')).toEqual({
      a: { b: 1 },
      c: { b: 1 },
    });
  });

  it('can have a marker too many', () => {
    for (const yaml of ['---\na: 1\n---\n', '---\n---\na: 1\n']) expect(valueIn(yaml)).toEqual({ a: 1 });
  });

  it('keeps text text and integers exact', () => {
    expect(valueIn('a: "1.0"\nb: 1.0\nc: yes\nd: 18446744073709551615\ne: 2026-01-01\nf: 0o14')).toEqual({
      a: '1.0',
      b: 1,
      c: 'yes',
      d: 18446744073709551615n,
      e: '2026-01-01',
      f: 12,
    });
  });

  it.each([
    ['nothing', ''],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['broken text', 'a: [1, 2\nb: }'],
    ['a key twice', 'a: 1\na: 2\n'],
    ['an alias of nothing', 'a: *b'],
    ['an alias bomb', bomb()],
    ['an alias of itself', 'a: &a [*a]'],
    ['deep nesting', `${'['.repeat(20_000)}`],
    ['too many bytes', `# ${'x'.repeat(MAX_YAML_BYTES)}\na: 1`],
  ])('is not %s', (_what, text) => {
    expect(readYaml(bytes(text))).toMatchObject({ wrong: { ok: false } });
  });

  it('is UTF-8', () => {
    expect(readYaml(Uint8Array.of(0x61, 0x3a, 0x20, 0xff))).toMatchObject({ wrong: { ok: false } });
  });
});

describe('a stream of YAML documents', () => {
  it('has each that can be read, and passes over the others', () => {
    expect(readYamlStream(bytes('---\na: 1\n---\n---\n- b\n---\nc: "open\n...\n'))).toEqual([{ a: 1 }, ['b']]);
    expect(readYamlStream(bytes(`a: 1\n---\n${bomb()}`))).toEqual([{ a: 1 }]);
    for (const nothing of [bytes(''), new Uint8Array([0xff]), new Uint8Array(MAX_YAML_BYTES + 1)])
      expect(readYamlStream(nothing)).toEqual([]);
  });
});
