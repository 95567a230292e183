import { type DialectEntry, refuseDialect } from './dialect.ts';
import { rc2, readRc2Dialect } from './rc2/revision.ts';
import { rc3 } from './rc3/revision.ts';
import type { Revision, RevisionId } from './revision.ts';

/** Every revision that a target file may name, the ones that this release speaks with their implementation. */
const REVISIONS: Readonly<Record<RevisionId, (dialect: DialectEntry) => Revision | undefined>> = {
  '1.0.0-rc.3': (dialect) => {
    refuseDialect('1.0.0-rc.3', dialect);
    return rc3;
  },
  '1.0.0-rc.2': (dialect) => rc2(readRc2Dialect(dialect)),
  'pre-draft-2024': () => undefined,
};

export const DEFAULT_REVISION: RevisionId = '1.0.0-rc.3';

/**
 * Undefined for a revision that this release does not speak.
 * @throws TypeError DIALECT_UNKNOWN_FACET, DIALECT_UNKNOWN_VALUE: what was received, and what is legal
 */
export const revisionOf = (id: RevisionId, dialect: DialectEntry = {}): Revision | undefined => REVISIONS[id](dialect);
