import { isJsonObject, type JsonObject, parseJson, stringifyJson } from '../../protocol/json.ts';
import { type Defect, defect, type Fault, replacing } from './defect.ts';
import { mapText, objectAt, spec, within } from './deployment-changes.ts';
import { recording } from './records.ts';

type Merge = (before: JsonObject, after: JsonObject) => JsonObject;

/** An update that is laid over the former order instead of taking its place. */
const merging = (merge: Merge): Fault =>
  recording(({ deployments }) => ({
    deployments: {
      change: (client, id, order) => {
        const before = parseJson(deployments.find(client, id)?.order ?? '{}');
        const after = parseJson(order);
        const both = isJsonObject(before) && isJsonObject(after);
        deployments.change(client, id, both ? stringifyJson(merge(before, after)) : order);
      },
    },
  }));

const isExtension = (name: string): boolean => name.startsWith('x-');
const extensionsIn = (document: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(document).filter(([name]) => isExtension(name)));
const others = (document: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !isExtension(name)));

/** What stays behind, strays or is added where a deployment says more than its bare profile. */
export const DEPLOYMENT_LEFTOVER_DEFECTS: readonly Defect[] = [
  defect(
    'update-keeps-former-parameters',
    ['DSM-001', 'DSM-000'],
    'parameters that an update has taken out stay',
    merging((before, after) => ({
      ...after,
      parameters: { ...objectAt(before, 'parameters'), ...objectAt(after, 'parameters') },
    })),
  ),
  defect(
    'update-keeps-former-constraints',
    ['DEP-005'],
    'constraints that an update has taken out stay',
    merging((before, after) => {
      const { deviceConstraints } = objectAt(before, 'profile');
      return deviceConstraints === undefined
        ? after
        : within('profile', (profile) => ({ deviceConstraints, ...profile }))(after);
    }),
  ),
  defect(
    'update-keeps-former-extensions',
    ['DEP-009'],
    'extensions of the profile that an update has taken out stay',
    merging((before, after) =>
      within('profile', (profile) => ({ ...extensionsIn(objectAt(before, 'profile')), ...profile }))(after),
    ),
  ),
  defect(
    'extensions-for-the-whole-in-the-profile',
    ['DEP-009'],
    'extensions that were given for the whole deployment stand in its profile',
    spec((document) =>
      within('deploymentProfile', (profile) => ({ ...profile, ...extensionsIn(document) }))(others(document)),
    ),
  ),
  defect(
    'vendor-member-under-spec',
    ['EXT-001'],
    'a member of the vendor stands under spec without the name of an extension',
    spec((document) => ({ ...document, vendor: 'acme' })),
  ),
  defect(
    'vendor-extension-is-no-object',
    ['EXT-001'],
    'an extension of the vendor is a text',
    spec((document) => ({ ...document, 'x-acme-extensions': 'acme' })),
  ),
  defect(
    'extended-deployment-not-listed',
    ['EXT-002'],
    'a deployment with extensions that the WFM does not know is left out',
    recording(({ deployments }) => ({
      deployments: {
        desired: (client) => deployments.desired(client).filter(({ order }) => !order.includes('-extensions"')),
      },
    })),
  ),
  defect(
    'custom-profile-becomes-helm',
    ['DEP-004'],
    'a custom profile is passed on as helm',
    spec(
      within(
        'deploymentProfile',
        mapText('type', (type) => (type === 'custom' ? 'helm' : type)),
      ),
    ),
  ),
  defect(
    'deployment-of-two-documents',
    ['DSA-001'],
    'a second document follows the deployment in its YAML',
    replacing((behaviour) => ({
      serialiseDeployment: (document) => `${behaviour.serialiseDeployment(document)}---\nvendor: acme\n`,
    })),
  ),
];
