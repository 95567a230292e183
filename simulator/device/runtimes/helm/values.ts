import { type JsonValue, stringifyJson } from '../../../protocol/json.ts';
import type { ComponentValue, RuntimeFailure } from '../runtime.ts';
import { oneLine } from './failures.ts';

/** What helm is told of a component's parameters. */
export interface HelmValues {
  /** A values file: JSON, which is YAML. */
  readonly file: string;
  /** Assignments for `--set`, on top of the file. */
  readonly assignments: readonly string[];
}

export type ValuesResult =
  | { readonly kind: 'values'; readonly values: HelmValues }
  | { readonly kind: 'failed'; readonly failure: RuntimeFailure };

type Tree = Map<string, Tree | Leaf>;
interface Leaf {
  readonly value: JsonValue;
}

/**
 * Helm reads the numbers of a values file as doubles: from a million up, templates print them with an exponent, and
 * from 2^53 up they are rounded. Assignments are read as 64-bit integers, so larger integers go that way.
 */
const EXACT_IN_A_FILE = 1_000_000;
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
/** Helm takes no deeper paths in assignments. */
const MAX_DEPTH = 30;
const NOT_IN_YAML = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;
const ESCAPED = /[\\.,=[\]{}]/g;

/** Values from parameters at their dotted pointers (APP-007); `\.` is a dot within a key, as helm itself writes it. */
export function helmValues(parameters: readonly ComponentValue[]): ValuesResult {
  const tree: Tree = new Map();
  for (const { pointer, value } of parameters) {
    const path = pathOf(pointer);
    if (!path) return failed('VALUE_POINTER_INVALID', `"${pointer}" is not a dotted path of values`);
    if (!insert(tree, path, value))
      return failed(
        'VALUE_POINTER_CONFLICT',
        `"${pointer}" and another parameter set the same value, or one within it`,
      );
  }
  const root = objectOf(tree);
  const assignments: string[] = [];
  const refusal = collect(root, [], assignments);
  return refusal ?? { kind: 'values', values: { file: asYaml(stringifyJson(root)), assignments } };
}

function pathOf(pointer: string): readonly string[] | undefined {
  const path = [...pointer.matchAll(/(?:^|\.)((?:\\.|[^\\.])*)/gs)].map(([, key = '']) =>
    key.replaceAll(/\\(.)/gs, '$1'),
  );
  return path.includes('') || /(^|[^\\])(\\\\)*\\$/s.test(pointer) ? undefined : path;
}

/** JSON is YAML but for characters that YAML takes as line breaks or does not take at all. */
const asYaml = (json: string): string =>
  json.replaceAll(NOT_IN_YAML, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** False where the place is taken: which of two parameters was meant, nobody can say. */
function insert(tree: Tree, path: readonly string[], value: JsonValue): boolean {
  const [key = '', ...rest] = path;
  const there = tree.get(key);
  if (rest.length === 0) {
    if (there !== undefined) return false;
    tree.set(key, { value });
    return true;
  }
  if (there !== undefined && !(there instanceof Map)) return false;
  const inner: Tree = there ?? new Map();
  tree.set(key, inner);
  return insert(inner, rest, value);
}

/** Members are own properties whatever they are called: `__proto__` is a key like any other. */
const objectOf = (tree: Tree): JsonValue =>
  Object.fromEntries([...tree].map(([key, node]) => [key, node instanceof Map ? objectOf(node) : node.value]));

function collect(value: JsonValue, path: readonly string[], assignments: string[]): ValuesResult | undefined {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) {
    const integer = BigInt(value);
    if (integer > -EXACT_IN_A_FILE && integer < EXACT_IN_A_FILE) return undefined;
    const where = path.join('');
    if (integer < INT64.min || integer > INT64.max)
      return failed('VALUE_OUT_OF_RANGE', `${where} is ${integer}; helm carries integers of 64 bits without loss`);
    if (path.length > MAX_DEPTH)
      return failed(
        'VALUE_TOO_DEEP',
        `${where} lies deeper than the ${MAX_DEPTH} levels that helm takes for such an integer`,
      );
    if (path.some((step) => step === '' || step === '.' || step.includes('\0')))
      return failed('VALUE_POINTER_INVALID', `helm takes no such integer at "${oneLine(where)}"`);
    assignments.push(`${where}=${integer}`);
    return undefined;
  }
  if (value === null || typeof value !== 'object') return undefined;
  const members: readonly (readonly [string, JsonValue])[] = Array.isArray(value)
    ? value.map((item, index) => [`[${index}]`, item] as const)
    : Object.entries(value).map(([key, item]) => [
        `${path.length === 0 ? '' : '.'}${key.replaceAll(ESCAPED, '\\$&')}`,
        item,
      ]);
  for (const [step, item] of members) {
    const refusal = collect(item, [...path, step], assignments);
    if (refusal) return refusal;
  }
  return undefined;
}

const failed = (code: string, message: string): ValuesResult => ({ kind: 'failed', failure: { code, message } });
