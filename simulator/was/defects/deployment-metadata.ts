import { type Defect, defect, type Fault, perInstance } from './defect.ts';
import { mapText, metadata, objectAt, rewriting, spec, within } from './deployment-changes.ts';
import { without } from './exchanges.ts';

export const DEPLOYMENT_METADATA_DEFECTS: readonly Defect[] = [
  defect(
    'deployment-id-is-no-uuid',
    ['DEP-001', 'DSM-014'],
    'the id of a deployment is no UUID',
    rewriting(mapText('id', (id) => `deployment-${id.slice(0, 8)}`)),
  ),
  defect('deployment-id-missing', ['DEP-001', 'DSM-014'], 'the document has no id', rewriting(without('id'))),
  defect(
    'yaml-id-differs-from-manifest',
    ['DSM-014'],
    'the id in the document is not that of the manifest',
    rewriting(mapText('id', (id) => id.replace(/.$/, (last) => (last === '0' ? '1' : '0')))),
  ),
  defect('name-missing', ['DEP-002'], 'metadata has no name', metadata(without('name'))),
  defect('namespace-missing', ['DEP-002'], 'metadata has no namespace', metadata(without('namespace'))),
  defect(
    'namespace-is-default',
    ['DEP-002'],
    'every namespace is default',
    metadata((document) => ({ ...document, namespace: 'default' })),
  ),
  defect('device-id-missing', ['DEP-002', 'GWY-008'], 'metadata has no deviceId', metadata(without('deviceId'))),
  defect(
    'device-id-is-gateway',
    ['DEP-002', 'GWY-008'],
    'a child is addressed by its gateway',
    metadata(mapText('deviceId', (id) => id.split('/')[0] ?? id)),
  ),
  defect(
    'device-id-without-asterisk',
    ['GWY-009', 'DEP-002'],
    'a deployment that the gateway is to place names the gateway itself',
    metadata(mapText('deviceId', (id) => id.replace(/\/\*$/, ''))),
  ),
  defect(
    'second-device-gets-first-id',
    ['DEP-002', 'GWY-008'],
    'deployments of later devices are addressed to the first one of the client',
    perInstance(firstDevice),
  ),
  defect(
    'application-id-changed',
    ['DEP-003'],
    'the application id has a prefix',
    spec(mapText('applicationId', (id) => `app-${id}`)),
  ),
  defect(
    'application-id-upper-case',
    ['DEP-003'],
    'the application id is in upper case',
    spec(mapText('applicationId', (id) => id.toUpperCase())),
  ),
  defect(
    'application-id-in-annotations',
    ['DEP-003'],
    'the application id stands in metadata.annotations, as in earlier revisions',
    rewriting((document) => ({
      ...within('spec', without('applicationId'))(document),
      metadata: {
        ...objectAt(document, 'metadata'),
        annotations: { applicationId: objectAt(document, 'spec')['applicationId'] ?? null },
      },
    })),
  ),
];

function firstDevice(): Fault {
  let first: string | undefined;
  return metadata(
    mapText('deviceId', (id) => {
      first ??= id;
      return first;
    }),
  );
}
