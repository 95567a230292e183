import type { JsonObject, JsonValue } from '../json.ts';
import { withItems, withMember, withObject, without } from '../json-members.ts';
import type { PreDraftDialect } from './dialects.ts';
import { STATES } from './words.ts';

/** A status of the model as the interface of 2024 has it, without its envelope. */
export function writeStatus(document: JsonObject, { stateCase }: PreDraftDialect): JsonObject {
  const spellings: ReadonlyMap<JsonValue, string> = new Map(Object.entries(STATES[stateCase]));
  const part = (status: JsonObject): JsonObject =>
    withObject(
      withMember(status, 'state', (state) => spellings.get(state) ?? state),
      'error',
      (error) => without(error, ['source']),
    );
  const known = without(document, ['adoptedManifestVersion', 'deviceId']);
  return withItems(withObject(known, 'status', part), 'components', part);
}
