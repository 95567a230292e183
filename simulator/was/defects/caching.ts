import { ARTIFACT_200, BUNDLE_200, MANIFEST_200, YAML_200 } from './artifact-answers.ts';
import { type Defect, defect } from './defect.ts';
import { answering, withHeader } from './exchanges.ts';

export const CACHING_DEFECTS: readonly Defect[] = [
  defect(
    'manifest-cache-control-missing',
    ['DSM-019'],
    'the manifest has no Cache-Control',
    answering(MANIFEST_200, withHeader('Cache-Control', undefined)),
  ),
  defect(
    'manifest-cache-control-public',
    ['DSM-019'],
    'the manifest may be cached by anyone',
    answering(MANIFEST_200, withHeader('Cache-Control', 'public')),
  ),
  defect(
    'manifest-immutable',
    ['DSM-019'],
    'the manifest is called immutable',
    answering(MANIFEST_200, withHeader('Cache-Control', 'private, immutable')),
  ),
  defect(
    'manifest-cached-for-a-year',
    ['DSM-019'],
    'the manifest may be cached for a year',
    answering(MANIFEST_200, withHeader('Cache-Control', 'private, max-age=31536000')),
  ),
  defect(
    'manifest-immutable-with-three-deployments',
    ['DSM-019'],
    'a manifest of three deployments or more is called immutable',
    answering(
      { ...MANIFEST_200, when: (_request, { body }) => (body?.toString().split('deploymentId').length ?? 0) > 3 },
      withHeader('Cache-Control', 'private, immutable'),
    ),
  ),
  defect(
    'manifest-304-cached-for-a-year',
    ['DSM-019'],
    'a 304 lets caches keep the manifest for a year',
    answering({ resource: 'manifest', status: 304 }, withHeader('Cache-Control', 'private, max-age=31536000')),
  ),
  defect(
    'artifact-cache-control-missing',
    ['DSA-004'],
    'artifacts have no Cache-Control',
    answering(ARTIFACT_200, withHeader('Cache-Control', undefined)),
  ),
  defect(
    'artifact-cache-control-public',
    ['DSA-004'],
    'artifacts may be cached by anyone',
    answering(ARTIFACT_200, withHeader('Cache-Control', 'public, max-age=31536000, immutable')),
  ),
  defect(
    'deployment-not-immutable',
    ['DSA-004'],
    'a deployment is not called immutable',
    answering(YAML_200, withHeader('Cache-Control', 'private, max-age=31536000')),
  ),
  defect(
    'bundle-max-age-short',
    ['DSA-004'],
    'a bundle may be cached for an hour only',
    answering(BUNDLE_200, withHeader('Cache-Control', 'private, max-age=3600, immutable')),
  ),
];
