import { isUuid } from '../../../simulator/protocol/identifiers.ts';
import type { JsonObject } from '../../../simulator/protocol/json.ts';
import { type Judgement, judgeThat } from '../judgement.ts';
import { objectAt, show } from './members.ts';

/** A UUID stands at the top as `id` (DEP-001). */
export const hasUuid = ({ id }: JsonObject): Judgement =>
  judgeThat(isUuid(id), 'id: a UUID at the top of the deployment', `id: ${show(id)}`);

/** That id is the deploymentId of the manifest (DSM-014). */
export const identifiedAs = ({ id }: JsonObject, deploymentId: string): Judgement =>
  judgeThat(id === deploymentId, `id: ${deploymentId}, as in the manifest`, `id: ${show(id)}`);

/** metadata says which device it is for (DEP-002, GWY-008). */
export function isFor(document: JsonObject, deviceId: string): Judgement {
  const { deviceId: stated } = objectAt(document, 'metadata');
  return judgeThat(stated === deviceId, `metadata.deviceId: ${deviceId}`, `metadata.deviceId: ${show(stated)}`);
}

/** metadata has a name and a namespace, whoever chose them (DEP-002). */
export function hasNames(document: JsonObject): Judgement {
  const metadata = objectAt(document, 'metadata');
  const missing = ['name', 'namespace'].filter((member) => typeof metadata[member] !== 'string' || !metadata[member]);
  return judgeThat(
    missing.length === 0,
    'metadata.name and metadata.namespace, a text each',
    `metadata: ${show(metadata)}`,
  );
}

/** They are those that the operator gave (G-62). */
export function isNamed(document: JsonObject, name: string, namespace: string): Judgement {
  const metadata = objectAt(document, 'metadata');
  return judgeThat(
    metadata['name'] === name && metadata['namespace'] === namespace,
    `metadata.name: ${name}, metadata.namespace: ${namespace}`,
    `metadata: ${show(metadata)}`,
  );
}

const APPLICATION_ID = /^[-a-z0-9]{1,200}$/;

/** spec.applicationId is that of the application, in its form (DEP-003). */
export function isOfApplication(document: JsonObject, applicationId: string): Judgement {
  const { applicationId: stated } = objectAt(document, 'spec');
  return judgeThat(
    stated === applicationId && APPLICATION_ID.test(stated),
    `spec.applicationId: ${applicationId}`,
    `spec.applicationId: ${show(stated)}`,
  );
}
