import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../../simulator/protocol/json.ts';
import type { OAuthEnrolment } from '../../simulator/protocol/revision.ts';
import { show } from './deployment/members.ts';
import { all, broken, HOLDS, type Judgement, judgeThat } from './judgement.ts';

/** What a client needs to read its desired state is handed out with the rest (ONB-003). */
export const hasRepository = ({ repository }: Pick<OAuthEnrolment, 'repository'>): Judgement =>
  judgeThat(repository !== null, 'the URL of a Git repository with an access token', 'none of the two');

/** Secrets go to both places, so that both are reached over TLS. */
export const usesTls = ({ tokenUrl, repository }: Pick<OAuthEnrolment, 'tokenUrl' | 'repository'>): Judgement =>
  all(
    ...[tokenUrl, ...(repository ? [repository.url] : [])].map((url) =>
      judgeThat(url.toLowerCase().startsWith('https://'), 'URLs of https', url),
    ),
  );

/** No two clients are given the same (ONB-003, USR-016). */
export function areDistinct(what: string, values: readonly string[]): Judgement {
  const repeated = values.findIndex((value, index) => values.indexOf(value) !== index);
  return judgeThat(repeated === -1, `another ${what} for each of ${values.length} clients`, `the same ${what} twice`);
}

/** What was said of a device is in its record, member by member, with the same values; more may stand there (USR-014). */
export function keepsWhatWasSaid(
  record: { readonly properties: JsonObject } | undefined,
  said: Readonly<Record<string, JsonValue | undefined>>,
): Judgement {
  if (record === undefined) return broken('the device among those that the WFM stored', 'no such device');
  return all(...Object.entries(said).map(([name, value]) => contains(record.properties[name], value, name)));
}

function contains(kept: JsonValue | undefined, said: JsonValue | undefined, at: string): Judgement {
  if (said === undefined) return HOLDS;
  if (!isJsonObject(said)) return judgeThat(jsonEquals(kept, said), `${at}: ${show(said)}`, `${at}: ${show(kept)}`);
  if (!isJsonObject(kept)) return broken(`${at}: ${show(said)}`, `${at}: ${show(kept)}`);
  return all(...Object.entries(said).map(([name, value]) => contains(kept[name], value, `${at}.${name}`)));
}
