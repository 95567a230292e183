import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/json.ts';
import type { DeploymentText } from '../../pre-draft/rules.ts';
import { type Defect, type Fault, perInstance, replacing } from '../defect.ts';
import { preDraft, ruling } from './ruling.ts';

const inSpec = (change: (spec: JsonObject) => JsonObject): Fault =>
  replacing((behaviour) => ({
    deploymentDocument: (...order) => {
      const document = behaviour.deploymentDocument(...order);
      const { spec } = document;
      return isJsonObject(spec) ? { ...document, spec: change(spec) } : document;
    },
  }));

const inParameters = (change: (parameter: JsonObject) => JsonObject): Fault =>
  inSpec((spec) => {
    const { parameters } = spec;
    if (!isJsonObject(parameters)) return spec;
    const changed = Object.entries(parameters).map(([name, parameter]): [string, JsonValue] => [
      name,
      isJsonObject(parameter) ? change(parameter) : parameter,
    ]);
    return { ...spec, parameters: Object.fromEntries(changed) };
  });

const inProperties = (change: (properties: JsonObject) => JsonObject): Fault =>
  inSpec((spec) => {
    const { deploymentProfile: profile } = spec;
    const components = isJsonObject(profile) ? profile['components'] : undefined;
    if (!isJsonObject(profile) || !Array.isArray(components)) return spec;
    const changed = components.map((component: JsonValue) =>
      isJsonObject(component) && isJsonObject(component['properties'])
        ? { ...component, properties: change(component['properties']) }
        : component,
    );
    return { ...spec, deploymentProfile: { ...profile, components: changed } };
  });

const MOST_CHANGES = 2;

/** Where more was done between two looks than this WAS keeps in mind, nothing of it shows. */
function forgettingMuch(): Fault {
  const shown = new Map<string, readonly DeploymentText[]>();
  return ruling((rules) => ({
    filesOf: (documents, client, stores) => {
      const before = shown.get(client);
      const now = new Set(documents.map(({ yaml }) => yaml));
      const former = new Set(before?.map(({ yaml }) => yaml));
      const changes = [...now].filter((yaml) => !former.has(yaml)).length;
      const current = before !== undefined && changes >= MOST_CHANGES ? before : documents;
      shown.set(client, current);
      return rules.filesOf(current, client, stores);
    },
  }));
}

/** A deployment that nobody ordered. */
const SAMPLE = `apiVersion: application.margo.org/v1alpha1
kind: ApplicationDeployment
metadata:
  name: sample
  annotations: { id: 00000000-0000-4000-8000-000000000000, applicationId: sample }
spec: { deploymentProfile: { type: helm.v3, components: [] }, parameters: {} }
`;

/** What of an order gets lost on its way into the repository. */
export const DEPLOYMENT_CONTENT_DEFECTS: readonly Defect[] = [
  preDraft(
    'empty-parameters-left-out-of-repository',
    ['DSM-000'],
    'a parameter that is an empty text is null in the repository',
    inParameters((parameter) => (parameter['value'] === '' ? { ...parameter, value: null } : parameter)),
  ),
  preDraft(
    'second-target-left-out-of-repository',
    ['DSM-000'],
    'of the targets of a parameter only the first is in the repository',
    inParameters(({ targets, ...parameter }) => ({
      ...parameter,
      targets: Array.isArray(targets) ? targets.slice(0, 1) : (targets ?? null),
    })),
  ),
  preDraft(
    'charts-from-another-registry-in-repository',
    ['DSM-000'],
    'components come from a registry of this WAS in place of the one that was given',
    inProperties((properties) => ({
      ...properties,
      repository: String(properties['repository']).replace(/^oci:\/\/[^/]+/, 'oci://mirror.example'),
    })),
  ),
  preDraft(
    'registry-password-in-repository',
    ['USR-012'],
    'a component has the password of its registry',
    inProperties((properties) => ({ ...properties, registryPassword: 'hunter2' })),
  ),
  preDraft(
    'fresh-repository-has-a-sample',
    ['USR-005', 'DSM-000'],
    'a device that nobody has given anything to run finds a sample in its repository',
    ruling((rules) => ({
      filesOf: (documents, client, stores) =>
        documents.length === 0 ? new Map([['sample.yaml', SAMPLE]]) : rules.filesOf(documents, client, stores),
    })),
  ),
  preDraft(
    'many-changes-lost-on-the-way-to-repository',
    ['DSM-000', 'OFF-001'],
    'when several deployments have changed since a device last looked, it sees none of it',
    perInstance(forgettingMuch),
  ),
];
