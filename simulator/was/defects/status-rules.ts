import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { recording } from './records.ts';
import { stateOf } from './status-documents.ts';

const judging = (
  forgives: (message: string, field: string) => boolean,
  invents: (document: JsonObject) => boolean = () => false,
): Fault =>
  replacing((behaviour) => ({
    statusErrors: (document, id) => [
      ...behaviour.statusErrors(document, id).filter(({ message, field }) => !forgives(message, field)),
      ...(isJsonObject(document) && invents(document) ? [{ field: '', message: 'is not accepted here' }] : []),
    ],
  }));

const keep = (): boolean => false;

const errorOf = (document: JsonObject): JsonValue | undefined =>
  isJsonObject(document['status']) ? document['status']['error'] : undefined;

/** Versions jump beyond 2^53 with the second manifest, which is legal. */
function publishingLargeVersions(fault: Fault): Fault {
  const leap = 2n ** 53n;
  return (behaviour) => ({
    ...fault(behaviour),
    nextManifestVersion: (previous) => (previous === undefined ? 1n : previous + (previous > leap ? 1n : leap)),
  });
}

export const STATUS_RULE_DEFECTS: readonly Defect[] = [
  defect(
    'unknown-state-accepted',
    ['STA-003'],
    'a state outside the enumeration is accepted',
    judging((_message, field) => field.endsWith('/state')),
  ),
  defect(
    'status-without-version-accepted',
    ['STA-003'],
    'a status without adoptedManifestVersion is accepted',
    judging((message) => message.includes("'adoptedManifestVersion'")),
  ),
  defect(
    'status-without-components-accepted',
    ['STA-003'],
    'a status without components is accepted',
    judging((message) => message.includes("'components'")),
  ),
  defect(
    'status-without-state-accepted',
    ['STA-003'],
    'a status without a state is accepted',
    judging((message) => message.includes("'status'") || message.includes("'state'")),
  ),
  defect(
    'removed-refused',
    ['STA-003', 'STA-006'],
    'the states removing and removed are refused',
    judging(keep, (document) => ['removing', 'removed'].includes(String(stateOf(document)))),
  ),
  defect(
    'pending-refused',
    ['STA-003', 'STA-006'],
    'the state pending is refused',
    judging(keep, (document) => stateOf(document) === 'pending'),
  ),
  defect(
    'status-error-refused',
    ['STA-003', 'STA-010'],
    'a status with an error is refused',
    judging(keep, (document) => errorOf(document) !== undefined),
  ),
  defect(
    'status-empty-error-refused',
    ['STA-003'],
    'an error of empty texts is refused',
    judging(keep, (document) => {
      const error = errorOf(document);
      return isJsonObject(error) && error['code'] === '';
    }),
  ),
  defect(
    'child-status-refused',
    ['STA-003', 'STA-005'],
    'a status that names a device is refused',
    judging(keep, (document) => document['deviceId'] !== undefined),
  ),
  defect(
    'large-adopted-version-refused',
    ['STA-003', 'STA-012'],
    'a published manifestVersion beyond 2^53 is refused as adoptedManifestVersion',
    publishingLargeVersions(judging(keep, (document) => typeof document['adoptedManifestVersion'] === 'bigint')),
  ),
  defect(
    'status-after-withdrawal-refused',
    ['STA-003'],
    'a withdrawn deployment is unknown at once',
    recording(({ deployments }) => ({
      deployments: {
        find: (client, id) => {
          const found = deployments.find(client, id);
          return found?.withdrawn ? undefined : found;
        },
      },
    })),
  ),
  defect(
    'status-extension-refused',
    ['EXT-002'],
    'a status with an extension is refused',
    judging(keep, (document) => Object.keys(document).some((name) => name.startsWith('x-'))),
  ),
  defect(
    'lower-adopted-version-refused',
    ['STA-003', 'STA-012'],
    'a status whose adoptedManifestVersion is lower than one reported before is refused',
    perInstance(rising),
  ),
];

function rising(): Fault {
  let highest = 0n;
  return judging(keep, (document) => {
    const reported = document['adoptedManifestVersion'];
    if (typeof reported !== 'number' && typeof reported !== 'bigint') return false;
    const version = BigInt(reported);
    if (version < highest) return true;
    highest = version;
    return false;
  });
}
