import { ANSWER_DEFECTS } from './answers.ts';
import { BLOB_DEFECTS } from './blobs.ts';
import type { Defect } from './defect.ts';
import { MANIFEST_DEFECTS } from './manifests.ts';
import { REDIRECT_DEFECTS } from './redirects.ts';
import { SUBSTITUTION_DEFECTS } from './substitutions.ts';

/** Every deliberate fault that a registry can be started with. */
export const REGISTRY_DEFECTS: readonly Defect[] = [
  ...BLOB_DEFECTS,
  ...MANIFEST_DEFECTS,
  ...SUBSTITUTION_DEFECTS,
  ...REDIRECT_DEFECTS,
  ...ANSWER_DEFECTS,
];

/**
 * The defects of these names, in their order.
 * @throws Error REGISTRY_DEFECT_UNKNOWN
 */
export const findDefects = (ids: readonly string[]): readonly Defect[] =>
  ids.map((id) => {
    const found = REGISTRY_DEFECTS.find((candidate) => candidate.id === id);
    if (found) return found;
    const known = REGISTRY_DEFECTS.map((candidate) => candidate.id).join(', ');
    throw new Error(`REGISTRY_DEFECT_UNKNOWN: there is no defect '${id}'; take one of ${known}`);
  });
