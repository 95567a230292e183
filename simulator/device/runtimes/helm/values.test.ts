import { fileURLToPath } from 'node:url';
import {
  array,
  assert,
  asyncProperty,
  bigInt,
  boolean,
  constantFrom,
  double,
  letrec,
  oneof,
  string,
  uniqueArray,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { helmProgram } from '../../../programs/helm-program.ts';
import { runProgram } from '../../../programs/run-program.ts';
import { isJsonObject, type JsonObject, type JsonValue, jsonEquals, parseJson } from '../../../protocol/json.ts';
import { jsonOf } from '../../json-of.ts';
import { releaseName } from './release.ts';
import { upgradeArguments } from './upgrade.ts';
import { type HelmValues, helmValues } from './values.ts';

const CHART = fileURLToPath(new URL('../../../../fixtures/charts/parameters', import.meta.url));
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

function valuesOf(...parameters: readonly (readonly [string, JsonValue])[]): HelmValues {
  const result = helmValues(parameters.map(([pointer, value]) => ({ pointer, value })));
  if (result.kind === 'failed') throw new Error(result.failure.code);
  return result.values;
}

/** What reaches the templates of a chart, as a real helm says, and what they print. */
async function render(
  major: 3 | 4,
  { file, assignments }: HelmValues,
): Promise<{ values: JsonValue; text: JsonObject }> {
  const all = upgradeArguments({ ...PLACE, chart: CHART, assignments, labels: new Map(), wait: false, timeoutMs: 1 });
  const result = await runProgram({
    file: (await helmProgram(major)).path,
    args: ['template', 'r', CHART, '--values', '-', ...all.slice(all.indexOf('-') + 1, all.indexOf('--labels'))],
    env: {},
    input: file,
    timeoutMs: 20_000,
    maxOutputBytes: 1_000_000,
  });
  if (result.kind !== 'exited' || result.code !== 0) throw new Error(JSON.stringify(result));
  const documents = parseAllDocuments(result.stdout).map((document) => jsonOf(document.toJS()));
  const data = documents
    .filter(isJsonObject)
    .map((document) => document['data'])
    .filter(isJsonObject);
  const values = data.map((item) => item['values.json']).find((item) => typeof item === 'string') ?? '';
  return { values: parseJson(values), text: data.find((item) => item['integer'] !== undefined) ?? {} };
}

const PLACE = { release: releaseName('o', { deploymentId: 'd', name: 'n' }), namespace: 'n' };

/** What YAML, or the paths of `--set`, take in a way of their own. */
const special = constantFrom(...'\0\n\u007f\u0085\u2028\u2029\ufeff\ufffe\uffff=,.[]{}\\"\' #&*!|>%@`😀');
/** Any string of Unicode but halves of a character, which no document can carry. */
const character = oneof(special, string({ unit: 'binary', minLength: 1, maxLength: 1 }));
const text = string({ unit: character, maxLength: 8 });
const { value } = letrec<{ value: JsonValue; leaf: JsonValue }>((tie) => ({
  leaf: oneof(
    text,
    constantFrom('5', 'true', 'null', '1e3', '0x10', '~', '', ' '),
    boolean(),
    bigInt(INT64).map(jsonOf),
    bigInt({ min: -2_000_000n, max: 2_000_000n }).map(jsonOf),
    double({ noInteger: true, noNaN: true, noDefaultInfinity: true }),
  ),
  value: oneof({ maxDepth: 2, withCrossShrink: true }, tie('leaf'), array(tie('value'), { maxLength: 3 })),
}));
const key = string({ unit: character, minLength: 1, maxLength: 6 }).filter(
  (name) => name !== '<<' && !name.includes('\0'),
);
const path = array(key, { minLength: 1, maxLength: 4 });
const escaped = (name: string) => name.replaceAll(/[\\.]/g, '\\$&');

/** The object that has a value at each path; undefined where the paths stand in each other's way. */
function objectWith(parameters: readonly { readonly at: readonly string[]; readonly value: JsonValue }[]): JsonObject {
  const root: Record<string, JsonValue> = Object.create(null);
  for (const { at, value } of parameters) {
    const [first = '', ...rest] = at;
    const inner = root[first];
    root[first] =
      rest.length === 0 ? value : { ...(isJsonObject(inner) ? inner : {}), ...objectWith([{ at: rest, value }]) };
  }
  return root;
}

describe('the values of a component', () => {
  it.each([3, 4] as const)('reach the templates of Helm %i exactly as they are', { timeout: 60_000 }, async (major) => {
    await assert(
      asyncProperty(
        uniqueArray(path, { minLength: 1, maxLength: 5, selector: ([first]) => first }),
        array(value, { minLength: 5, maxLength: 5 }),
        async (paths, values) => {
          const parameters = paths.map((at, index) => ({ at, value: values[index] ?? '' }));
          const sent = valuesOf(...parameters.map(({ at, value }) => [at.map(escaped).join('.'), value] as const));
          const { values: came } = await render(major, sent);
          const expected = objectWith(parameters);
          const names = Object.keys(expected);
          const same = isJsonObject(came) && names.every((name) => jsonEquals(came[name], expected[name]));
          expect(same, JSON.stringify([String(sent.assignments), sent.file])).toBe(true);
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  });

  it.each([3, 4] as const)('are printed by Helm %i as integers, whatever their size', async (major) => {
    for (const [integer, big] of [
      [0, 999_999],
      [1_000_000, 9_007_199_254_740_993n],
      [-123_456_789, INT64.max],
      [12, INT64.min],
    ] as const) {
      const { text } = await render(major, valuesOf(['integer', integer], ['bigInteger', big], ['storage.size', big]));
      expect(text).toMatchObject({ integer: `${integer}`, bigInteger: `${big}`, storageSize: `${big}` });
    }
  });

  it('go into one tree', () => {
    const { file, assignments } = valuesOf(['a.b', 1], ['a.c', 'x'], ['d\\.e.f', true], ['__proto__.x', 2_000_000]);
    expect(file).toBe('{"a":{"b":1,"c":"x"},"d.e":{"f":true},"__proto__":{"x":2000000}}');
    expect(assignments).toEqual(['__proto__.x=2000000']);
  });

  it.each([[['a.b', 'a']], [['a', 'a.b']], [['a', 'a']], [['a\\.b', 'a\\.b']]])(
    'are refused where two parameters stand in each other’s way: %j',
    (pointers) => {
      expect(helmValues(pointers.map((pointer) => ({ pointer, value: 1 })))).toMatchObject({
        kind: 'failed',
        failure: { code: 'VALUE_POINTER_CONFLICT' },
      });
    },
  );

  it.each(['', '.', 'a.', '.a', 'a..b', 'a\\'])('are refused at a pointer that leads nowhere: "%s"', (pointer) => {
    expect(helmValues([{ pointer, value: 1 }])).toMatchObject({ failure: { code: 'VALUE_POINTER_INVALID' } });
  });

  it.each(['a\0', ''])('are refused where an argument of a program cannot carry them: %j', (name) => {
    expect(helmValues([{ pointer: 'a', value: { [name]: 1_000_000 } }])).toMatchObject({
      failure: { code: 'VALUE_POINTER_INVALID' },
    });
  });

  it.each([INT64.max + 1n, INT64.min - 1n])('are refused where helm would round them: %s', (value) => {
    expect(helmValues([{ pointer: 'a', value: { b: [value] } }])).toEqual({
      kind: 'failed',
      failure: { code: 'VALUE_OUT_OF_RANGE', message: expect.stringContaining(`a.b[0] is ${value}`) },
    });
  });
});
