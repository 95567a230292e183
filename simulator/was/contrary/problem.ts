import { isJsonObject, parseJsonBytes, stringifyJson } from '../../protocol/json.ts';
import type { Answer } from '../http/answer.ts';

/** Members of our own, other titles where the type is registered, no optional prose, white space. */
export function contraryProblem(answer: Answer): Answer {
  const document = answer.body && parseJsonBytes(answer.body);
  // What revisions before problem documents answer has other freedoms.
  if (!isJsonObject(document) || document['type'] === undefined) return answer;
  const { type, title, detail: _detail, ...others } = document;
  const respelt = {
    trace_id: 'c0ffee',
    ...others,
    vendor_hint: { read: 'the manual' },
    title: type === 'about:blank' ? (title ?? '') : 'Das geht so nicht',
    type,
  };
  return { ...answer, body: Buffer.from(`${stringifyJson(respelt, 2)}\n`) };
}
