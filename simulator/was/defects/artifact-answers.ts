import type { Which } from './exchanges.ts';

/** Answers that carry a manifest. */
export const MANIFEST_200: Which = { resource: 'manifest', status: 200 };

/** Answers about a deployment or a bundle, whatever they are. */
export const ARTIFACT: Which = { resource: ['deployment', 'bundle'] };

/** Answers that carry either artifact. */
export const ARTIFACT_200: Which = { ...ARTIFACT, status: 200 };

/** Answers that carry a deployment. */
export const YAML_200: Which = { resource: 'deployment', status: 200 };

/** Answers that carry a bundle. */
export const BUNDLE_200: Which = { resource: 'bundle', status: 200 };
