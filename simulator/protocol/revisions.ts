import { rc3 } from './rc3/revision.ts';
import type { Revision, RevisionId } from './revision.ts';

/** Every revision that a target file may name, the ones that this release speaks with their implementation. */
const REVISIONS: Readonly<Record<RevisionId, Revision | undefined>> = {
  '1.0.0-rc.3': rc3,
  '1.0.0-rc.2': undefined,
  'pre-draft-2024': undefined,
};

export const DEFAULT_REVISION: RevisionId = '1.0.0-rc.3';

/** Undefined for a revision that this release does not speak. */
export const revisionOf = (id: RevisionId): Revision | undefined => REVISIONS[id];
