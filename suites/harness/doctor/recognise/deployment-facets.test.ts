import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../simulator/protocol/json.ts';
import { deploymentFacets } from './deployment-facets.ts';

const profile = (type: string, properties: JsonObject): JsonObject => ({
  spec: {
    deploymentProfile: {
      type,
      components: [
        { name: 'a', properties: {} },
        { name: 'b', properties },
      ],
    },
  },
});

it.each<readonly [document: JsonObject, shown: object]>([
  [{}, {}],
  [{ spec: 'nothing', metadata: null }, {}],
  [{ id: 'd-1', metadata: { annotations: { id: 'd-1' } } }, { deploymentIds: 'top-level' }],
  [{ metadata: { annotations: { id: 'd-1' } } }, { deploymentIds: 'annotations' }],
  [profile('helm', { repository: 'oci://r/c' }), { profileTypes: 'plain' }],
  [profile('helm.v3', { repository: 'oci://r/c' }), { profileTypes: 'versioned' }],
  [profile('compose', { repository: 'oci://r/c' }), { componentPackages: 'oci' }],
  [profile('compose', { packageLocation: 'https://r/c.tgz' }), { componentPackages: 'location' }],
  [profile('compose', {}), {}],
])('%j shows %j', (document, shown) => {
  expect(deploymentFacets(document)).toEqual(shown);
});
