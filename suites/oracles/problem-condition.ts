import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { isJsonObject, type JsonValue } from '../../simulator/protocol/json.ts';
import { PROBLEM_NAMESPACE, type ProblemCondition, problemType } from '../../simulator/protocol/problem-types.ts';
import { broken, type Judgement, judgeThat } from './judgement.ts';
import { problemDocument } from './problem-document.ts';

/**
 * The problem document names the registered condition (ERR-002). Both published spellings of the namespace count (G-41).
 * A body without a type is not judged here: whether there has to be one is for other rules to say (ERR-001, ERR-003).
 */
export function problemNames(response: WireResponse, condition: ProblemCondition): Judgement {
  const expected = `a problem document of type ${problemType(condition)}`;
  const { type } = problemDocument(response);
  if (type === undefined) return { ok: true };
  return judgeThat(
    type === problemType(condition) || type === `${PROBLEM_NAMESPACE}/#${condition}`,
    expected,
    `type ${JSON.stringify(type)}`,
  );
}

/** A 422 lists what is wrong, each entry with a field and a message (ERR-009). */
export function listsFieldErrors(response: WireResponse): Judgement {
  const expected = 'errors in the problem document: a list of field and message, with one entry at least';
  const { errors } = problemDocument(response);
  if (!Array.isArray(errors) || errors.length === 0) return broken(expected, 'no entries in errors');
  const bad = errors.findIndex(
    (entry: JsonValue) =>
      !isJsonObject(entry) || typeof entry['field'] !== 'string' || typeof entry['message'] !== 'string',
  );
  return judgeThat(bad === -1, expected, `errors[${bad}] ${JSON.stringify(errors[bad] ?? null)}`);
}
