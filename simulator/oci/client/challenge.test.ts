import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Challenge, parseChallenges } from './challenge.ts';

const plain = (challenges: readonly Challenge[]): unknown =>
  challenges.map(({ scheme, token68, parameters }) => [scheme, token68 ?? null, Object.fromEntries(parameters)]);

const token = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,12}$/);
const text = fc.stringMatching(/^[\t\x20-\x7e]{0,20}$/);
const quoted = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;

interface Written {
  readonly field: string;
  readonly means: readonly [string, string | null, Readonly<Record<string, string>>];
}

const parameters = fc
  .uniqueArray(
    fc.tuple(
      token,
      fc.oneof(
        token.map((value) => [value, value]),
        text.map((value) => [value, quoted(value)]),
      ),
    ),
    {
      selector: ([name]) => name.toLowerCase(),
      minLength: 1,
      maxLength: 4,
    },
  )
  .chain((list) =>
    fc.record({
      list: fc.constant(list),
      equals: fc.constantFrom('=', ' = ', '= '),
      comma: fc.constantFrom(',', ' , ', ', , '),
    }),
  );

const challenge: fc.Arbitrary<Written> = fc.oneof(
  fc.tuple(token, parameters).map(([scheme, { list, equals, comma }]) => ({
    field: `${scheme} ${list.map(([name, [, written]]) => `${name}${equals}${written}`).join(comma)}`,
    means: [
      scheme.toLowerCase(),
      null,
      Object.fromEntries(list.map(([name, [value = '']]) => [name.toLowerCase(), value])),
    ] as const,
  })),
  token.map((scheme) => ({ field: scheme, means: [scheme.toLowerCase(), null, {}] as const })),
  fc
    .tuple(token, fc.stringMatching(/^[A-Za-z0-9._~+/-]{1,10}={0,2}$/))
    .map(([scheme, value]) => ({ field: `${scheme} ${value}`, means: [scheme.toLowerCase(), value, {}] as const })),
);

describe('challenges', () => {
  it('reads every list of challenges that the grammar allows', () => {
    fc.assert(
      fc.property(
        fc.array(challenge, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(', ', ',', ' ,, '),
        fc.constantFrom('', ', ', ' '),
        (written, comma, edge) => {
          const field = `${edge}${written.map((one) => one.field).join(comma)}${edge}`;
          expect(plain(parseChallenges(field))).toEqual(written.map(({ means }) => means));
        },
      ),
    );
  });

  it('reads what registries send', () => {
    const field =
      'Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a/b:pull,push",error="invalid_token", Basic realm="a \\"b\\""';
    expect(plain(parseChallenges(field))).toEqual([
      [
        'bearer',
        null,
        {
          realm: 'https://auth.example/token',
          service: 'registry.example',
          scope: 'repository:a/b:pull,push',
          error: 'invalid_token',
        },
      ],
      ['basic', null, { realm: 'a "b"' }],
    ]);
  });

  it('keeps what came before something that cannot be read', () => {
    expect(plain(parseChallenges('Basic realm="a", Bearer realm="unclosed'))).toEqual([
      ['basic', null, { realm: 'a' }],
      ['bearer', null, {}],
    ]);
    expect(parseChallenges('"nothing"')).toEqual([]);
    expect(parseChallenges('')).toEqual([]);
  });

  it('comes to an end with any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[ ,="\\a]{0,200}$/)), (field) => {
        expect(parseChallenges(field).length).toBeLessThanOrEqual(field.length);
      }),
    );
    expect(parseChallenges(`Basic ${'a="b",'.repeat(20_000)}`)).toHaveLength(1);
    expect(parseChallenges(`Basic a="${'\\'.repeat(50_000)}`)).toHaveLength(1);
  });
});
