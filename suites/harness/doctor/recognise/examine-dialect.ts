import type { Exchange } from '../../../../simulator/protocol/exchange.ts';
import {
  type JsonObject,
  type JsonValue,
  jsonBytes,
  stringifyJson,
  toJson,
} from '../../../../simulator/protocol/json.ts';
import type { SentDocumentKind } from '../../../../simulator/protocol/revision.ts';
import { readDeployment } from '../../../oracles/deployment/read-deployment.ts';
import { readManifest } from '../../../oracles/manifest.ts';
import type { DoctorClient, DoctorClients } from '../doctor-client.ts';
import { candidates, distance } from './candidates.ts';
import { deploymentFacets } from './deployment-facets.ts';
import { type DialectSpace, revisionSpeaking, type Spoken, type Telling, toldBy } from './dialect-space.ts';

/** The dialects that a WFM may speak, and the doctor's client in each of them. */
export interface Tried {
  readonly space: DialectSpace;
  readonly clients: Pick<DoctorClients, 'speaking'>;
}

type Attempt = (client: DoctorClient) => Promise<Exchange>;

/** A document that the doctor sends. */
interface Sent {
  readonly kind: SentDocumentKind;
  readonly document: JsonValue;
}

/** What an answer says of the dialect that the request was in. */
interface Reading {
  readonly understood: (status: number) => boolean;
  /** An answer that is neither says nothing of dialects. */
  readonly misunderstood: (status: number) => boolean;
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
const isMissing = (status: number): boolean => status === 404 || status === 405 || status === 501;

const PATH: Reading = { understood: (status) => status < 500 && !isMissing(status), misunderstood: isMissing };
const BODY: Reading = {
  understood: isSuccess,
  misunderstood: (status) => status === 400 || status === 415 || status === 422,
};

/** The dialect in which the WFM takes a device's capabilities. */
export async function tellCapabilities(tried: Tried, spoken: Spoken): Promise<Spoken> {
  const report: Attempt = ({ api, device }) => api.reportCapabilities(device.properties.id, jsonBytes(device));
  const found = await firstUnderstood(tried, spoken, 'capabilities-path', report, PATH);
  const understood = await firstUnderstood(tried, found, 'capabilities-body', report, BODY);
  const document = toJson(tried.clients.speaking(spoken).device);
  return nearestAlike(tried, found, understood, 'capabilities-body', { kind: 'device-capabilities', document });
}

/** The dialect in which a workload that is assigned is described, and in which the WFM takes its status. */
export async function tellWorkload(tried: Tried, spoken: Spoken, deploymentId: string): Promise<Spoken> {
  const shown = { ...spoken, ...(await shownByDeployment(tried, spoken, deploymentId)) };
  const document = statusOf(deploymentId, tried.clients.speaking(spoken).device.properties.id);
  const report: Attempt = ({ api }) => api.reportStatus(deploymentId, jsonBytes(document));
  const found = await firstUnderstood(tried, shown, 'status-path', report, PATH);
  const understood = await firstUnderstood(tried, found, 'status-body', report, BODY);
  return nearestAlike(tried, found, understood, 'status-body', { kind: 'deployment-status', document });
}

/** The dialect in which the WFM forgets a device that it knows. */
export async function tellRemoval(tried: Tried, spoken: Spoken): Promise<Spoken> {
  const remove: Attempt = ({ api, device }) => api.removeDevice(device.properties.id);
  const { space, clients } = tried;
  const [other] = candidates(space, spoken, 'removal');
  if (!other) return spoken;
  const removes = clients.speaking(spoken).revision.traits.removesDevices;
  const status = statusOfAnswer(await remove(clients.speaking(removes ? spoken : other)));
  if (status === undefined) return spoken;
  const departs = removes ? isMissing(status) : isSuccess(status);
  return departs ? other : spoken;
}

/** Of an answer that none understands, the dialect stays. */
async function firstUnderstood(
  tried: Tried,
  spoken: Spoken,
  telling: Telling,
  attempt: Attempt,
  { understood, misunderstood }: Reading,
): Promise<Spoken> {
  const others = candidates(tried.space, spoken, telling);
  if (others.length === 0) return spoken;
  const statusIn = async (dialect: Spoken) => statusOfAnswer(await attempt(tried.clients.speaking(dialect)));
  const first = await statusIn(spoken);
  if (first === undefined || !misunderstood(first)) return spoken;
  for (const other of others) {
    const status = await statusIn(other);
    if (status !== undefined && understood(status)) return other;
  }
  return spoken;
}

/** Dialects may write a document alike: of those that are understood, the one that departs least is meant. */
function nearestAlike(
  { space }: Tried,
  before: Spoken,
  understood: Spoken,
  telling: Telling,
  { kind, document }: Sent,
): Spoken {
  const written = (spoken: Spoken): string =>
    stringifyJson(revisionSpeaking(space, spoken).documents.write(kind, document));
  const wanted = written(understood);
  const [nearest = understood] = [before, ...candidates(space, before, telling)]
    .filter((candidate) => written(candidate) === wanted)
    .toSorted((one, other) => distance(before, one) - distance(before, other));
  return nearest;
}

const statusOfAnswer = ({ outcome }: Exchange): number | undefined =>
  outcome.kind === 'response' ? outcome.response.status : undefined;

async function shownByDeployment(tried: Tried, spoken: Spoken, deploymentId: string): Promise<Spoken> {
  if (toldBy(tried.space, 'deployment').length === 0) return {};
  const { api } = tried.clients.speaking(spoken);
  const { outcome } = await api.readDesiredState();
  const read = outcome.kind === 'response' ? readManifest(outcome.response) : undefined;
  const listed = read && 'manifest' in read ? read.manifest.deployments : [];
  const digest = listed.find((entry) => entry.deploymentId === deploymentId)?.digest;
  if (digest === undefined) return {};
  const document = await api.fetchDeployment(deploymentId, digest);
  if (document.outcome.kind === 'failure') return {};
  const parsed = readDeployment(document.outcome.response.body);
  return 'wrong' in parsed ? {} : deploymentFacets(parsed.document);
}

/** Of a state that every revision has. */
const statusOf = (deploymentId: string, deviceId: string): JsonObject => ({
  deploymentId,
  deviceId,
  status: { state: 'pending' },
  components: [{ name: 'sample', state: 'pending' }],
});
