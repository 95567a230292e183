import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { isJsonObject, type JsonValue, parseJsonBytes } from '../../simulator/protocol/json.ts';
import { broken, HOLDS, type Judgement, judgeThat } from './judgement.ts';
import { statusIs } from './status-code.ts';

/** Statuses by which 1.0.0-rc.2 refuses a request for its digest, its signature and its certificate. */
const REFUSALS = [400, 401, 403] as const;

/** What fails to show who sent it, or that it came unharmed, is not processed (SIG-005): no success, and no 304, which tells as much. */
export const notProcessed = (response: WireResponse): Judgement =>
  judgeThat(
    !(response.status >= 200 && response.status < 300) && response.status !== 304,
    'that it is refused',
    `status ${response.status}`,
  );

/** Refused with one of the statuses that the interface lists for it: an error of the server, or one of another kind, is no refusal. */
export const refusedInForm = (response: WireResponse): Judgement => statusIs(response, ...REFUSALS);

/** SIG-005: a JSON object with the texts error and message. */
export const signatureErrorDocument = (response: WireResponse): Judgement =>
  errorDocument(response, ['error', 'message']);

/** ONB-013, as the OpenAPI document has it: a JSON object with the text error. */
export const onboardingErrorDocument = (response: WireResponse): Judgement => errorDocument(response, ['error']);

function errorDocument({ status, body }: WireResponse, members: readonly string[]): Judgement {
  const expected = `a JSON object with the texts ${members.join(' and ')} in the answer with status ${status}`;
  let document: JsonValue;
  try {
    document = parseJsonBytes(body);
  } catch {
    return broken(expected, body.length === 0 ? 'no body' : 'a body that is no JSON');
  }
  if (!isJsonObject(document)) return broken(expected, 'JSON that is no object');
  const lacking = members.filter((member) => typeof document[member] !== 'string' || document[member] === '');
  return lacking.length === 0 ? HOLDS : broken(expected, `an object without the text ${lacking.join(' and ')}`);
}
