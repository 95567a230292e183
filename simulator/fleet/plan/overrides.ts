import { type Document, isMap, isScalar, isSeq, parseDocument, YAMLSeq } from 'yaml';
import { REVISION_IDS } from '../../protocol/revision.ts';
import { PlanError } from './plan-error.ts';

/** A value that does not come from the file. */
export interface Override {
  /** As it was given: `--set polling.every=5s`. */
  readonly given: string;
  readonly path: readonly string[];
}

/**
 * Puts the values of `path=value` into a document; a value is YAML. What is not in the plan yet is put there.
 * @throws PlanError PLAN_OVERRIDE
 */
export function override(document: Document, texts: readonly string[]): readonly Override[] {
  return texts.map((text) => {
    const { path, value } = parsed(text, document);
    apply(document, text, path, value);
    return { given: `--set ${text}`, path };
  });
}

/** Puts further objectives behind those of a document; where those are no list, there is nothing to put them behind. */
export function addObjectives(document: Document, objectives: readonly string[]): readonly Override[] {
  if (objectives.length === 0) return [];
  const present: unknown = document.get('objectives') ?? undefined;
  if (present !== undefined && !isSeq(present)) return [];
  const list = present ?? new YAMLSeq(document.schema);
  if (present === undefined) document.set('objectives', list);
  return objectives.map((objective) => {
    list.add(document.createNode(objective));
    return { given: `--slo '${objective}'`, path: ['objectives', String(list.items.length - 1)] };
  });
}

function parsed(text: string, document: Document): { readonly path: readonly string[]; readonly value: unknown } {
  const equals = text.indexOf('=');
  const name = text.slice(0, equals).trim();
  if (equals < 0 || name === '')
    throw refused(text, 'write PATH=VALUE, as in --set devices=100 or --set polling.every=5s');
  const value = parseDocument(text.slice(equals + 1), { prettyErrors: false });
  const [error] = value.errors;
  if (error) throw refused(text, `the value is no YAML: ${error.message}`);
  return { path: pathOf(name, document), value: value.toJS({ maxAliasCount: 0 }) };
}

/** Dots part the path, except in keys that have dots themselves, as revisions do. */
function pathOf(name: string, document: Document): readonly string[] {
  const path: string[] = [];
  for (let rest = name; rest !== ''; ) {
    const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
    const known = isMap(node) ? node.items.map(({ key }) => String(isScalar(key) ? key.value : key)) : [];
    const key = [...known, ...REVISION_IDS]
      .filter((candidate) => rest === candidate || rest.startsWith(`${candidate}.`))
      .sort((left, right) => right.length - left.length)[0];
    const taken = key ?? rest.split('.', 1)[0] ?? rest;
    path.push(taken);
    rest = rest.slice(taken.length + 1);
  }
  return path;
}

function apply(document: Document, text: string, path: readonly string[], value: unknown): void {
  widenLifeCycle(document, path);
  try {
    document.setIn(path, document.createNode(value));
  } catch (cause) {
    throw refused(text, 'a part of the path is a single value in this plan; name the value itself', cause);
  }
}

/** A life cycle that has only a weight so far gets room for what differs in it. */
function widenLifeCycle(document: Document, path: readonly string[]): void {
  const use = path.slice(0, 2);
  if (path[0] !== 'lifeCycles' || path.length < 3) return;
  const weight: unknown = document.getIn(use);
  if (typeof weight === 'number') document.setIn(use, document.createNode({ weight }));
}

const refused = (text: string, detail: string, cause?: unknown): PlanError =>
  new PlanError('PLAN_OVERRIDE', `--set ${text}: ${detail}`, { cause });
