import { type DialectEntry, refuseDialect } from './dialect.ts';
import { preDraft, readPreDraftDialect } from './pre-draft/revision.ts';
import { rc2, readRc2Dialect } from './rc2/revision.ts';
import { rc3 } from './rc3/revision.ts';
import type { Revision, RevisionId } from './revision.ts';

/** Every revision that a target file may name, in a dialect of it. */
const REVISIONS: Readonly<Record<RevisionId, (dialect: DialectEntry) => Revision>> = {
  '1.0.0-rc.3': (dialect) => {
    refuseDialect('1.0.0-rc.3', dialect);
    return rc3;
  },
  '1.0.0-rc.2': (dialect) => rc2(readRc2Dialect(dialect)),
  'pre-draft-2024': (dialect) => preDraft(readPreDraftDialect(dialect)),
};

export const DEFAULT_REVISION: RevisionId = '1.0.0-rc.3';

/** @throws TypeError DIALECT_UNKNOWN_FACET, DIALECT_UNKNOWN_VALUE: what was received, and what is legal */
export const revisionOf = (id: RevisionId, dialect: DialectEntry = {}): Revision => REVISIONS[id](dialect);
