import type { JsonObject, JsonValue } from '../json.ts';
import { withItems, withMember, withObject, without } from '../json-members.ts';
import type { Rc2Dialect } from './dialects.ts';
import { STATES } from './words.ts';

/** A status of the model as a dialect has it, without its envelope. */
export function writeStatus(document: JsonObject, dialect: Rc2Dialect): JsonObject {
  const basic = dialect.statusDetails === 'basic';
  const spellings: ReadonlyMap<JsonValue, string> = new Map(Object.entries(STATES[dialect.stateCase]));
  const part = (status: JsonObject): JsonObject =>
    withObject(
      withMember(status, 'state', (state) => spellings.get(state) ?? state),
      'error',
      (error) => (basic ? without(error, ['source']) : error),
    );
  const known = without(document, ['adoptedManifestVersion', ...(basic ? ['deviceId'] : [])]);
  return withItems(withObject(known, 'status', part), 'components', part);
}
