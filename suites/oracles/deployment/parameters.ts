import type { Parameter } from '../../../simulator/protocol/documents.ts';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  jsonEquals,
  stringifyJson,
  toJson,
} from '../../../simulator/protocol/json.ts';
import { broken, HOLDS, type Judgement } from '../judgement.ts';
import { objectAt, show } from './members.ts';
import { numberOnlyIn12, sameInOneYaml } from './yaml-1-1.ts';

type Parameters = Readonly<Record<string, Parameter>>;

/**
 * Each parameter with its value and its targets. A number or boolean written as text is left to {@link keepsTypes}, and so
 * is a text that a writer of YAML 1.1 need not quote.
 */
export const carriesParameters = (document: JsonObject, asked: Parameters): Judgement =>
  eachParameter(document, asked, sameInText);

/** Numbers and booleans stay what they are (G-53: the prose has strings only). */
export const keepsTypes = (document: JsonObject, asked: Parameters): Judgement =>
  eachParameter(document, asked, jsonEquals);

function eachParameter(
  document: JsonObject,
  asked: Parameters,
  same: (received: JsonValue | undefined, wanted: JsonValue) => boolean,
): Judgement {
  const parameters = objectAt(document, 'spec', 'parameters');
  for (const [name, wanted] of Object.entries(asked)) {
    const received = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    const { value, targets } = isJsonObject(received) ? received : {};
    if (!same(value, wanted.value) || !sameTargets(targets, wanted))
      return broken(
        `parameter ${name}: ${show(toJson(wanted))}`,
        `parameter ${name}: ${show(received)}${hint(wanted.value, value)}`,
      );
  }
  return HOLDS;
}

/** What a vendor who writes YAML 1.1 would not see. */
const hint = (wanted: JsonValue, received: JsonValue | undefined): string =>
  typeof wanted === 'string' && received !== undefined && numberOnlyIn12(wanted) === received
    ? ` (${wanted} without quotes is text in YAML 1.1 and a number in YAML 1.2)`
    : '';

/** Each pointer reaches the same components, in whatever order and grouping. */
function sameTargets(received: JsonValue | undefined, { targets }: Parameter): boolean {
  const [expected, found] = [reached(targets.map(toJson)), reached(received)];
  return found !== undefined && jsonEquals(found, expected);
}

/** Pairs of pointer and component, sorted, each once; undefined where these are no targets. */
function reached(targets: JsonValue | undefined): readonly string[] | undefined {
  if (!Array.isArray(targets)) return undefined;
  const pairs = new Set<string>();
  for (const target of targets) {
    if (!isJsonObject(target)) return undefined;
    const { pointer, components } = target;
    if (typeof pointer !== 'string' || !Array.isArray(components)) return undefined;
    for (const component of components) pairs.add(stringifyJson([pointer, component]));
  }
  return Array.from(pairs).sort();
}

/** Equal, or the text of the number or boolean that was asked for; a text stays the very same text in one YAML or the other. */
function sameInText(received: JsonValue | undefined, wanted: JsonValue): boolean {
  if (jsonEquals(received, wanted)) return true;
  if (typeof wanted === 'string') return sameInOneYaml(received, wanted);
  if (typeof received !== 'string' || received.trim() === '') return false;
  if (typeof wanted === 'number') return Number(received) === wanted;
  return typeof wanted === 'boolean' && received.toLowerCase() === String(wanted);
}

/** Nothing is left of the parameters that the operator took out with an update. */
export function hasNoLeftovers(document: JsonObject, before: Parameters, asked: Parameters): Judgement {
  const parameters = objectAt(document, 'spec', 'parameters');
  const left = Object.keys(before).filter((name) => !Object.hasOwn(asked, name) && Object.hasOwn(parameters, name));
  return left.length === 0
    ? HOLDS
    : broken('only the parameters of the update', `parameter ${left.join(', ')} of the deployment before it`);
}
