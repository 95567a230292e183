import type { RevisionTraits } from '../../protocol/revision.ts';
import { ManifestSource, type ManifestSourceParts } from './manifest-source.ts';
import { RepositorySource, type RepositorySourceParts } from './repository-source.ts';
import type { DesiredStateSource } from './source.ts';

/** Where a device of a revision learns what it is to run. */
export const desiredStateSource = (
  { desiredState }: RevisionTraits,
  parts: ManifestSourceParts & RepositorySourceParts,
): DesiredStateSource => (desiredState === 'manifest' ? new ManifestSource(parts) : new RepositorySource(parts));
