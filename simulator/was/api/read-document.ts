import { type JsonValue, stringifyJson } from '../../protocol/json.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Answer } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import type { FieldError } from '../http/problem.ts';

/** The document of a request, as the text to keep, or the answer that refuses it. */
type Read = { readonly text: string } | { readonly refused: Answer };

/** 400 for what is no JSON, 422 with a list of what is wrong for what breaks a rule (CAP-006, STA-003, ERR-009). */
export function readDocument(
  behaviour: Behaviour,
  request: ApiRequest,
  errorsOf: (document: JsonValue) => readonly FieldError[],
): Read {
  let document: JsonValue;
  try {
    document = behaviour.parseDocument(request.body);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    return {
      refused: behaviour.problem({ reason: 'invalid-request', detail: `The body is no JSON: ${error.message}` }),
    };
  }
  const errors = errorsOf(document);
  if (errors.length === 0) return { text: stringifyJson(document) };
  const detail = `The document has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}`;
  return { refused: behaviour.problem({ reason: 'semantic-error', detail, errors }) };
}
