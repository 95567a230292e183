import { fileURLToPath } from 'node:url';
import { assert, asyncProperty } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { helmProgram } from '../../../programs/helm-program.ts';
import { runProgram } from '../../../programs/run-program.ts';
import { isJsonObject, type JsonObject, type JsonValue, jsonEquals, parseJson } from '../../../protocol/json.ts';
import { jsonOf } from '../../json-of.ts';
import type { ComponentValue } from '../runtime.ts';
import { releaseName } from './release.ts';
import { INT64, someParameters } from './testing/parameters.test-data.ts';
import { upgradeArguments } from './upgrade.ts';
import { type HelmValues, helmValues } from './values.ts';

const CHART = fileURLToPath(new URL('../../../../fixtures/charts/parameters', import.meta.url));

const pairs = (...items: readonly (readonly [string, JsonValue])[]): readonly ComponentValue[] =>
  items.map(([pointer, value]) => ({ pointer, value }));

function valuesOf(parameters: readonly ComponentValue[]): HelmValues {
  const result = helmValues(parameters);
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
  const members = (name: string): readonly JsonObject[] =>
    documents
      .filter(isJsonObject)
      .map((document) => document[name])
      .filter(isJsonObject);
  const shown = members('binaryData')[0]?.['values.json'];
  const [text = {}] = members('data');
  return { values: parseJson(Buffer.from(String(shown), 'base64').toString('utf8')), text };
}

const PLACE = { release: releaseName('o', { deploymentId: 'd', name: 'n' }), namespace: 'n' };

describe('the values of a component', () => {
  it.each([3, 4] as const)('reach the templates of Helm %i exactly as they are', { timeout: 60_000 }, async (major) => {
    await assert(
      asyncProperty(someParameters, async ({ parameters, expected }) => {
        const { values } = await render(major, valuesOf(parameters));
        for (const [name, value] of Object.entries(expected))
          expect(isJsonObject(values) && jsonEquals(values[name], value), name).toBe(true);
      }),
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
      const { text } = await render(
        major,
        valuesOf(pairs(['integer', integer], ['bigInteger', big], ['storage.size', big])),
      );
      expect(text).toMatchObject({ integer: `${integer}`, bigInteger: `${big}`, storageSize: `${big}` });
    }
  });

  it('go into one tree', () => {
    const { file, assignments } = valuesOf(
      pairs(['a.b', 1], ['a.c', 'x'], ['d\\.e.f', true], ['__proto__.x', 2_000_000]),
    );
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
