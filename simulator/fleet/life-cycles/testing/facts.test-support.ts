import { isJsonObject, type JsonObject, parseJson } from '../../../protocol/json.ts';
import { operationOf } from '../../devices/operation-of.ts';
import type { SeenConnection, SeenRequest } from './seen.test-support.ts';
import { hushes, requestsTooEarly, silences, waitsThatGrew } from './spans.test-support.ts';

/** How often something was seen, by what it was. */
export type Counts = Readonly<Record<string, number>>;

/** What a WFM saw of some devices, as figures; what each means is in the schema of the outcomes. */
export type Facts = Readonly<Record<string, number | Counts | Readonly<Record<string, Counts>>>>;

const HOUR_S = 3600;
/** No handshake over a link without a delay of its own takes as long. */
const SLOW_HANDSHAKE_MS = 150;

/** @throws Error where a status is no JSON object */
export function factsOf(connections: readonly SeenConnection[], trustDomain: string): Facts {
  const requests = connections.flatMap((connection) => connection.requests);
  const secured = connections.filter(({ handshake }) => handshake === 'done');
  const spoken = conversations(connections);
  const statuses = requests.filter((request) => operation(request) === 'status').map(statusIn);
  const components = statuses.map(componentsIn);
  return {
    connections: connections.length,
    handshakes: counted(connections.map(({ handshake }) => handshake)),
    slowHandshakes: secured.filter(({ handshakeMs }) => handshakeMs !== null && handshakeMs >= SLOW_HANDSHAKE_MS)
      .length,
    endings: counted(secured.map(({ ending }) => ending)),
    abandoned: secured.filter((connection) => isAbandoned(connection, secured)).length,
    peers: counted(
      [...new Set(secured.flatMap(({ peer }) => peer?.spiffeId ?? []))].map((id) => kindOf(id, trustDomain)),
    ),
    certificates: new Set(secured.flatMap(({ peer }) => peer?.fingerprint ?? [])).size,
    requests: answersByOperation(requests),
    openings: counted(connections.flatMap(({ requests: [first] }) => (first ? [operation(first)] : []))),
    validators: counted([...spoken.values()].flatMap(validatorsOf)),
    repeated: counted(connections.flatMap(({ requests: all }) => all.filter(isRepeated)).map(operation)),
    claims: counted(requests.flatMap(claimOf)),
    states: counted(statuses.map(stateIn)),
    errors: counted(components.flat().flatMap(errorCodeIn)),
    mixed: components.filter((all) => MIXTURE.every((state) => all.some((component) => component['state'] === state)))
      .length,
    silences: [...spoken.values()].flatMap(silences).length,
    hushes: hushes(requests).length,
    tooEarly: [...spoken.values()].flatMap(requestsTooEarly).length,
    growingWaits: [...spoken.values()].filter(waitsThatGrew).length,
  };
}

const MIXTURE = ['installed', 'failed'];

const operation = (request: SeenRequest): string => operationOf({ ...request, headers: [], body: null });

function counted(what: readonly string[]): Counts {
  const counts: Record<string, number> = {};
  for (const name of what) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function answersByOperation(requests: readonly SeenRequest[]): Readonly<Record<string, Counts>> {
  const operations = Map.groupBy(requests, operation);
  return Object.fromEntries(
    Array.from(operations, ([name, all]) => [name, counted(all.map(({ answer }) => String(answer?.status ?? 'none')))]),
  );
}

/** The requests of each client in their order: of a peer, of a key that signs, or of a connection. */
function conversations(connections: readonly SeenConnection[]): ReadonlyMap<string, readonly SeenRequest[]> {
  const spoken = connections.flatMap(({ peer, requests }, index) =>
    requests.map((request) => ({ client: peer?.spiffeId ?? signatureOf(request)['keyid'] ?? String(index), request })),
  );
  return new Map(
    Array.from(
      Map.groupBy(spoken, ({ client }) => client),
      ([client, all]) => [client, all.map(({ request }) => request).sort((left, right) => left.at - right.at)],
    ),
  );
}

/** Left alone without a word, while whoever had it went on over another one. */
function isAbandoned(connection: SeenConnection, all: readonly SeenConnection[]): boolean {
  const last = Math.max(connection.openedAt, ...connection.requests.map(({ at }) => at));
  return all.some(
    ({ peer, openedAt, requests }) =>
      openedAt > connection.openedAt &&
      peer !== null &&
      peer.spiffeId === connection.peer?.spiffeId &&
      requests.some(({ at }) => at > last && at < (connection.closedAt ?? Number.POSITIVE_INFINITY)),
  );
}

function kindOf(spiffeId: string, trustDomain: string): string {
  if (!spiffeId.startsWith(`spiffe://${trustDomain}/`)) return 'foreign';
  return spiffeId.endsWith('-other') ? 'unadmitted' : 'own';
}

/** Of the polls of a client: none, that which it took up last, or one that it had given up for another. */
function validatorsOf(requests: readonly SeenRequest[]): readonly string[] {
  const known: string[] = [];
  return requests
    .filter((request) => operation(request) === 'poll')
    .map(({ headers: { 'if-none-match': validator } }) => {
      if (validator === undefined) return 'none';
      if (!known.includes(validator)) known.push(validator);
      return validator === known.at(-1) ? 'current' : 'older';
    });
}

/** Byte for byte what came right before it on the same connection; polls that are asked again are always that. */
function isRepeated(request: SeenRequest, index: number, all: readonly SeenRequest[]): boolean {
  return operation(request) !== 'poll' && all[index - 1]?.bytes.equals(request.bytes) === true;
}

function signatureOf({ headers }: SeenRequest): Readonly<Partial<Record<'created' | 'keyid', string>>> {
  const input = String(headers['signature-input'] ?? '');
  const [, created] = /;created=(\d+)/.exec(input) ?? [];
  const [, keyid] = /;keyid="([^"]*)"/.exec(input) ?? [];
  return { ...(created !== undefined && { created }), ...(keyid !== undefined && { keyid }) };
}

/** When a signature says that it was made, within the hour. */
function claimOf(request: SeenRequest): readonly string[] {
  const { created } = signatureOf(request);
  if (created === undefined) return [];
  const ahead = Number(created) - (performance.timeOrigin + request.at) / 1000;
  return [Math.abs(ahead) < HOUR_S ? 'right' : ahead > 0 ? 'ahead' : 'behind'];
}

/** The body of a status: what comes after the head. */
function statusIn({ bytes }: SeenRequest): JsonObject {
  const text = bytes.toString();
  const status = parseJson(text.slice(text.indexOf('\r\n\r\n')).trim());
  if (!isJsonObject(status)) throw new Error(`a status that is no object: ${text}`);
  return status;
}

const stateIn = ({ status }: JsonObject): string => (isJsonObject(status) ? String(status['state']) : 'none');

const componentsIn = ({ components }: JsonObject): readonly JsonObject[] =>
  Array.isArray(components) ? components.filter(isJsonObject) : [];

const errorCodeIn = ({ error }: JsonObject): readonly string[] => (isJsonObject(error) ? [String(error['code'])] : []);
