import type { ErrorObject } from 'ajv/dist/2020.js';
import { type Document, isMap, isNode, isScalar, type LineCounter } from 'yaml';
import { nearest } from '../../../simulator/errors/nearest.ts';

const MAX_SHOWN = 80;

/** `line:column` of the value that a schema refuses, or of the key where the key is what is wrong. */
export function placeOf(document: Document, lines: LineCounter, error: ErrorObject): string {
  const node = document.getIn(pointerParts(error.instancePath), true);
  const unknown: unknown = error.params['additionalProperty'];
  const key = isMap(node)
    ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === unknown)?.key
    : undefined;
  const place = isScalar(key) ? key : node;
  const { line, col } = lines.linePos((isNode(place) ? place.range?.[0] : undefined) ?? 0);
  return `${Math.max(1, line)}:${Math.max(1, col)}`;
}

/** What a schema refuses, in a sentence for a person. */
export function explain(error: ErrorObject): string {
  const where = pointerParts(error.instancePath).join('.') || 'the file';
  const params: Readonly<Record<string, unknown>> = error.params;
  const known = Object.keys(Object(error.parentSchema?.['properties']));
  switch (error.keyword) {
    case 'additionalProperties':
      return `unknown key ${shown(params['additionalProperty'])} in ${where}; ${suggestion(params, known)}`;
    case 'required':
      return `${where} lacks ${shown(params['missingProperty'])}`;
    case 'enum':
      return `${where} is ${shown(error.data)}; allowed are ${[params['allowedValues']].flat().join(', ')}`;
    case 'const':
      return `${where} is ${shown(error.data)}; the only value is ${shown(params['allowedValue'])}`;
    case 'minProperties':
    case 'maxProperties':
      return known.length === 0 ? `${where} is empty` : `${where} takes exactly one of ${known.join(', ')}`;
    default:
      return `${where} ${error.message ?? 'is invalid'}, it is ${shown(error.data)}`;
  }
}

function suggestion(params: Readonly<Record<string, unknown>>, known: readonly string[]): string {
  const near = nearest(String(params['additionalProperty']), known);
  return near === undefined ? `known are ${known.join(', ')}` : `did you mean ${JSON.stringify(near)}?`;
}

/** Aliases may make a value that contains itself, and a file may hold a long one. */
function shown(value: unknown): string {
  let text: string;
  try {
    text = JSON.stringify(value) ?? 'missing';
  } catch {
    text = 'a value that contains itself';
  }
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

const pointerParts = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
