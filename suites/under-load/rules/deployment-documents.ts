import { isJsonObject, type JsonObject } from '../../../simulator/protocol/json.ts';
import { APPLICATION_API_VERSION, DEPLOYMENT_KIND } from '../../../simulator/protocol/rc2/words.ts';
import { hasNames, hasUuid, identifiedAs } from '../../oracles/deployment/identity.ts';
import { objectAt, show } from '../../oracles/deployment/members.ts';
import { readDeployment } from '../../oracles/deployment/read-deployment.ts';
import { hasApiVersion, isOfApiVersion, isOfKind } from '../../oracles/envelope.ts';
import { type Judgement, judgeThat } from '../../oracles/judgement.ts';
import type { Standpoint, Subject } from '../subject.ts';
import { canonicalJson } from './canonical.ts';
import { isOwnDevice } from './capabilities.ts';
import { judgeCanaries } from './scope.ts';

/** An ApplicationDeployment that a client was given: readable, of that id, for a device of this client, and nobody else's. */
export function judgeDocument(
  standpoint: Standpoint,
  { judged, row }: Subject,
  deploymentId: string,
  bytes: Uint8Array,
): void {
  const { bench, revision } = standpoint;
  const read = readDeployment(bytes);
  if ('wrong' in read) {
    bench.judge('DSA-001', read.wrong);
    return;
  }
  const received = revision.documents.read('application-deployment', read.document);
  const document = isJsonObject(received) ? received : read.document;
  if (!judgeCanaries(standpoint, judged.device, canonicalJson(document))) return;
  bench.judge('DEP-001', hasUuid(document));
  bench.judge('DSM-014', identifiedAs(document, deploymentId));
  bench.judge('DEP-002', hasNames(document));
  bench.judge(
    'DEP-002',
    isForOwnDevice(document, (id) => isOwnDevice(standpoint, judged.device, row, id)),
  );
  bench.judge('DEP-014', isOfKind(read.document, DEPLOYMENT_KIND));
  bench.judge('DEP-014', hasApiVersion(read.document));
  bench.judge('DEP-014', isOfApiVersion(read.document, APPLICATION_API_VERSION), { position: 'G-96' });
}

/** A gateway's child may be left to the gateway. */
function isForOwnDevice(document: JsonObject, isOwn: (deviceId: string) => boolean): Judgement {
  const { deviceId } = objectAt(document, 'metadata');
  return judgeThat(
    typeof deviceId === 'string' && isOwn(deviceId.replace(/\/\*$/, '')),
    'metadata.deviceId of a device that the client has reported',
    `metadata.deviceId: ${show(deviceId)}`,
  );
}
