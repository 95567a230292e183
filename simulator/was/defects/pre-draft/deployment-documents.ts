import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../../protocol/json.ts';
import { type Defect, type Fault, perInstance, replacing } from '../defect.ts';
import { without } from '../exchanges.ts';
import { preDraft, ruling } from './ruling.ts';

const writing = (change: (document: JsonObject) => JsonObject): Fault =>
  replacing((behaviour) => ({
    deploymentDocument: (...order) => change(behaviour.deploymentDocument(...order)),
  }));

/** Changes a member that is an object; nested by applying it again. */
const within =
  (name: string, change: (member: JsonObject) => JsonObject) =>
  (document: JsonObject): JsonObject => {
    const member = document[name];
    return isJsonObject(member) ? { ...document, [name]: change(member) } : document;
  };

const annotations = (change: (annotations: JsonObject) => JsonObject): Fault =>
  writing(within('metadata', within('annotations', change)));

const profile = (change: (profile: JsonObject) => JsonObject): Fault =>
  writing(within('spec', within('deploymentProfile', change)));

/** What a deployment of 2024 says. */
export const PRE_DRAFT_DEPLOYMENT_DEFECTS: readonly Defect[] = [
  preDraft('annotated-id-missing', ['DEP-001', 'DSM-000'], 'a deployment has no id', annotations(without('id'))),
  preDraft(
    'annotated-id-is-no-uuid',
    ['DEP-001', 'DSM-000'],
    'the id of a deployment is a UUID without its hyphens',
    annotations((all) => ({ ...all, id: String(all['id']).replaceAll('-', '') })),
  ),
  preDraft(
    'annotated-id-is-another',
    ['DEP-001', 'DSM-000'],
    'the id of a deployment is not the one that the operator was told',
    perInstance(() => {
      const ids = new Map<string, string>();
      return annotations((all) => {
        const id = String(all['id']);
        const other = ids.get(id) ?? randomUUID();
        ids.set(id, other);
        return { ...all, id: other };
      });
    }),
  ),
  preDraft(
    'annotated-id-at-the-top',
    ['DEP-001', 'DSM-000'],
    'the id stands where later revisions have it',
    writing((document) => {
      const { metadata } = document;
      const all = isJsonObject(metadata) ? metadata['annotations'] : undefined;
      const id = isJsonObject(all) ? (all['id'] ?? null) : null;
      return { id, ...within('metadata', within('annotations', without('id')))(document) };
    }),
  ),
  preDraft(
    'two-documents-with-one-id',
    ['DSM-000', 'DEP-001'],
    'every deployment is there twice, under one id and two names',
    ruling((rules) => ({
      filesOf: (documents, client, stores) => {
        const copies = documents.map(({ assignment, yaml }): [string, string] => [
          `copy-of-${assignment.id}.yaml`,
          yaml.replace(/^( {2}name: ).*$/m, '$1another'),
        ]);
        return new Map([...rules.filesOf(documents, client, stores), ...copies]);
      },
    })),
  ),
  preDraft(
    'annotated-application-id-missing',
    ['DEP-003'],
    'a deployment does not say of which application it is',
    annotations(without('applicationId')),
  ),
  preDraft(
    'annotated-application-id-is-another',
    ['DEP-003'],
    'the applicationId of a deployment is not the one that was assigned',
    annotations((all) => ({ ...all, applicationId: `${String(all['applicationId'])}-x` })),
  ),
  preDraft(
    'profile-type-of-later-revisions',
    ['DEP-004'],
    'profiles are called helm and compose instead of helm.v3 and docker-compose',
    profile((found) => ({ ...found, type: found['type'] === 'helm.v3' ? 'helm' : 'compose' })),
  ),
  preDraft(
    'profile-type-always-helm',
    ['DEP-004'],
    'every profile is called helm.v3',
    profile((found) => ({ ...found, type: 'helm.v3' })),
  ),
  preDraft(
    'pre-draft-deployment-without-kind',
    ['DEP-014', 'DSM-000'],
    'a deployment does not say of which kind it is',
    writing(without('kind')),
  ),
  preDraft(
    'pre-draft-deployment-without-api-version',
    ['DEP-014'],
    'a deployment has no apiVersion',
    writing(without('apiVersion')),
  ),
  preDraft(
    'pre-draft-deployment-without-name',
    ['DEP-002'],
    'a deployment has no name',
    writing(within('metadata', without('name'))),
  ),
  preDraft(
    'pre-draft-deployment-is-no-yaml',
    ['DSM-000'],
    'what is in the repository cannot be read as YAML',
    replacing((behaviour) => ({
      serialiseDeployment: (document) => `${behaviour.serialiseDeployment(document)}\n\t- "open\n`,
    })),
  ),
];
