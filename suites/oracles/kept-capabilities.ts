import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../../simulator/protocol/json.ts';
import { about, all, broken, HOLDS, type Judgement, judgeThat } from './judgement.ts';

/** A device as the WFM says that it stored it. */
export interface KeptDevice {
  readonly deviceId: string;
  readonly properties: JsonObject;
  readonly labels: JsonObject | undefined;
}

/** Which members the standard defines, and where lists of further ones stand. */
type Shape = 'value' | { readonly items: Members };
type Members = { readonly [name: string]: Shape };

const PROPERTIES: Members = {
  id: 'value',
  vendor: 'value',
  modelNumber: 'value',
  serialNumber: 'value',
  cpus: { items: { cores: 'value', architecture: 'value' } },
  memory: 'value',
  storage: 'value',
  peripherals: { items: { type: 'value', manufacturer: 'value', model: 'value' } },
  interfaces: { items: { type: 'value' } },
  otelCollector: 'value',
  supportedRuntimes: 'value',
  supportedDeploymentTypes: 'value',
};

/** Whether the revision's capabilities have labels. */
export interface Labelling {
  readonly labels: boolean;
}

/**
 * The members that the standard defines are kept as equal JSON values; others may be lost, or be added by the WFM
 * (USR-001). A member that was not reported may come back empty, as typed records have it, but not with a value.
 */
export const keptAsReported = (
  kept: KeptDevice | undefined,
  reported: JsonValue,
  { labels }: Labelling = { labels: true },
): Judgement => all(keepsProperties(kept, reported), labels ? keepsLabels(kept, reported) : HOLDS);

/** The members of properties, as far as the standard defines them; where amounts stand under `resources`, what was reported. */
export function keepsProperties(kept: KeptDevice | undefined, reported: JsonValue): Judgement {
  if (kept === undefined) return MISSING;
  const properties = memberOf(reported, 'properties');
  return isJsonObject(properties) && properties['resources'] !== undefined
    ? contains(kept.properties, properties, 'properties')
    : sameMembers(PROPERTIES, properties, kept.properties, 'properties');
}

/** Everything that was reported is there as an equal value; members that were not do not matter. */
function contains(kept: JsonValue | undefined, reported: JsonValue, at: string): Judgement {
  if (isJsonObject(reported))
    return isJsonObject(kept)
      ? all(...Object.entries(reported).map(([name, value]) => contains(kept[name], value, `${at}.${name}`)))
      : broken(`an object ${at}`, show(kept));
  if (!Array.isArray(reported))
    return judgeThat(jsonEquals(kept, reported), `${at} ${show(reported)}`, `${at} ${show(kept)}`);
  if (!Array.isArray(kept) || kept.length !== reported.length)
    return broken(`${reported.length} entries in ${at}, as reported`, show(kept));
  return all(...reported.map((entry: JsonValue, index) => contains(kept[index], entry, `${at}[${index}]`)));
}

/** The labels, all of them; none is the same as an empty list of them. */
export function keepsLabels(kept: KeptDevice | undefined, reported: JsonValue): Judgement {
  if (kept === undefined) return MISSING;
  const labels = memberOf(reported, 'labels') ?? {};
  return judgeThat(
    jsonEquals(kept.labels ?? {}, labels),
    `labels ${show(labels)}`,
    `labels ${show(kept.labels)}${differingNames(labels, kept.labels)}`,
  );
}

const MISSING: Judgement = broken('the device among those that the WFM stored', 'no such device');

const memberOf = (document: JsonValue, name: string): JsonValue | undefined =>
  isJsonObject(document) ? document[name] : undefined;

/** Of the ids named, those with a document are kept as it says and the others are not there; further ids do not matter. */
export function keptDevicesAre(
  kept: readonly KeptDevice[],
  expected: ReadonlyMap<string, JsonValue | undefined>,
  labelling?: Labelling,
): Judgement {
  const judgements = Array.from(expected, ([deviceId, reported]) => {
    const found = kept.filter((device) => device.deviceId === deviceId);
    if (found.length > 1) return broken(`one device ${deviceId}`, `${found.length} of that id`);
    if (reported !== undefined) return about(`device ${deviceId}`, keptAsReported(found[0], reported, labelling));
    return judgeThat(found.length === 0, `no device ${deviceId}`, 'it is still there');
  });
  return all(...judgements);
}

function sameMembers(
  members: Members,
  reported: JsonValue | undefined,
  kept: JsonValue | undefined,
  at: string,
): Judgement {
  if (!isJsonObject(kept)) return broken(`an object ${at}`, show(kept));
  const given = isJsonObject(reported) ? reported : {};
  return all(
    ...Object.entries(members).map(([name, shape]) => sameMember(shape, given[name], kept[name], `${at}.${name}`)),
  );
}

function sameMember(shape: Shape, reported: JsonValue | undefined, kept: JsonValue | undefined, at: string): Judgement {
  if (reported === undefined)
    return judgeThat(isEmpty(kept), `nothing in ${at}, as in the report`, `${at} ${show(kept)}`);
  if (shape === 'value' || !Array.isArray(reported) || !Array.isArray(kept))
    return judgeThat(jsonEquals(kept, reported), `${at} ${show(reported)}`, `${at} ${show(kept)}`);
  if (reported.length !== kept.length)
    return broken(`${reported.length} entries in ${at}, as reported`, `${kept.length}: ${show(kept)}`);
  return all(
    ...reported.map((entry: JsonValue, index) => sameMembers(shape.items, entry, kept[index], `${at}[${index}]`)),
  );
}

const isEmpty = (value: JsonValue | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === false ||
  value === 0 ||
  (Array.isArray(value) && value.length === 0);

/** Says which labels differ where the texts are too long to see it. */
function differingNames(reported: JsonValue, kept: JsonValue | undefined): string {
  if (!isJsonObject(reported) || !isJsonObject(kept)) return '';
  const names = Object.keys({ ...reported, ...kept }).filter((name) => !jsonEquals(reported[name], kept[name]));
  return ` (different: ${names.slice(0, 5).join(', ')})`;
}

const show = (value: JsonValue | undefined): string =>
  value === undefined
    ? 'missing'
    : JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? String(member) : member)).slice(
        0,
        300,
      );

/** What the standard defines of a record is as it was before, whatever else the WFM keeps there (GEN-009). */
export function sameRecord(before: KeptDevice | undefined, now: KeptDevice | undefined): Judgement {
  if (before === undefined || now === undefined)
    return judgeThat(before === now, 'the record as it was before', now ? 'a record' : 'no record');
  return all(
    ...Object.keys(PROPERTIES).map((name) =>
      judgeThat(
        jsonEquals(before.properties[name], now.properties[name]),
        `${name} as before: ${show(before.properties[name])}`,
        show(now.properties[name]),
      ),
    ),
    jsonEquals(before.labels, now.labels)
      ? HOLDS
      : broken(`labels as before: ${show(before.labels)}`, show(now.labels)),
  );
}

/** Values outside the lists of the standard are kept as they were sent or as `custom` (CAP-015). */
export function countsAsCustom(
  { properties }: KeptDevice,
  unlisted: Readonly<Record<string, readonly string[]>>,
): Judgement {
  const judgements = Object.entries(unlisted).map(([member, sent]) => {
    const values = properties[member];
    return judgeThat(
      Array.isArray(values) &&
        values.length > 0 &&
        values.every((value: JsonValue) => value === 'custom' || sent.some((one) => one === value)),
      `${member} ${show(sent)}, or custom in its place`,
      `${member} ${show(values)}`,
    );
  });
  return all(...judgements);
}
