import type { RevisionId } from '../../simulator/protocol/revision.ts';
import { DEFAULT_REVISION } from '../../simulator/protocol/revisions.ts';
import { type Check, type CheckDefinition, runsIn } from '../../suites/harness/check.ts';
import { loadChecks } from '../../suites/harness/engine/check-files.ts';
import { revisionOfTarget } from '../../suites/harness/session/session.ts';
import { loadCatalogue } from '../../suites/requirements/catalogue.ts';

/** The checks that have their place in a revision. */
export async function checksIn(id: RevisionId): Promise<readonly Check[]> {
  const revision = revisionOfTarget({ revision: id, dialect: {} });
  return (await loadChecks()).filter((check) => runsIn(check, revision, loadCatalogue()));
}

/** Those of them that need nothing beside the WFM. */
export const coreChecks = async (revision: RevisionId = DEFAULT_REVISION): Promise<readonly Check[]> =>
  (await checksIn(revision)).filter(isCore);

const isCore = ({ profile }: CheckDefinition): boolean => profile !== 'end-to-end';
